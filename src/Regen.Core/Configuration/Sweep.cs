using Regen.Core.Domain;

namespace Regen.Core.Configuration;

/// <summary>One run of a sweep.</summary>
/// <param name="Name">Name of its experiment, which no other point has.</param>
/// <param name="Settings">What is varied: dotted key and value, in the order of the sweep file.</param>
/// <param name="Experiment">The whole experiment.</param>
/// <param name="ExperimentFile">File name of the experiment, below the folder of the sweep's experiments.</param>
/// <param name="Seed">Seed of the run.</param>
public sealed record SweepPoint(
    string Name, IReadOnlyList<KeyValuePair<string, string>> Settings, Experiment Experiment, string ExperimentFile, long Seed);

/// <summary>What became of one point.</summary>
/// <param name="Result">What the run gave; default where it failed.</param>
/// <param name="Failure">Why it failed, or null.</param>
public sealed record SweepOutcome<T>(SweepPoint Point, T? Result, RegenException? Failure);

/// <summary>A sweep to run.</summary>
public sealed record SweepRequest
{
    /// <summary>The sweep file.</summary>
    public required string File { get; init; }

    /// <summary>Folder that the experiment files are written to; what it holds of the same sweep stays.</summary>
    public required string Experiments { get; init; }
}

/// <summary>Runs an experiment at many settings: complete files first, all of them sound, then one run after the other.</summary>
public static class Sweep
{
    /// <summary>All points of a sweep, without touching the disk.</summary>
    /// <exception cref="ConfigException">The sweep, its base, or any of the experiments that it makes has problems.</exception>
    public static IReadOnlyList<SweepPoint> Expand(string file) => SweepExpansion.Of(file);

    /// <summary>
    /// Writes every experiment, then runs the points in order. A second call goes on where the first stopped: the files are the same,
    /// and <paramref name="run"/> is expected to read finished runs and to go on with unfinished ones.
    /// </summary>
    /// <param name="run">Runs the experiment of a file with the point's seed. What it says is wrong (a <see cref="RegenException"/>) is kept with the point; the others still run.</param>
    /// <exception cref="ConfigException">As <see cref="Expand"/>; nothing is written then.</exception>
    /// <exception cref="RegenException">A file of another sweep is in the way.</exception>
    public static IReadOnlyList<SweepOutcome<T>> Run<T>(
        SweepRequest request, Func<SweepPoint, CancellationToken, T> run, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(run);
        var points = Expand(request.File);
        WriteExperiments(points, request.Experiments);
        List<SweepOutcome<T>> outcomes = [];
        foreach (var point in points)
        {
            stop.ThrowIfCancellationRequested();
            progress?.Report(new WorkProgress("sweep", outcomes.Count, points.Count, "runs", $"{point.Name}, seed {point.Seed}"));
            outcomes.Add(RunPoint(point with { ExperimentFile = Path.Combine(request.Experiments, point.ExperimentFile) }, run, stop));
        }

        progress?.Report(new WorkProgress("sweep", points.Count, points.Count, "runs"));
        return outcomes;
    }

    private static SweepOutcome<T> RunPoint<T>(SweepPoint point, Func<SweepPoint, CancellationToken, T> run, CancellationToken stop)
    {
        try
        {
            return new SweepOutcome<T>(point, run(point, stop), null);
        }
        catch (RegenException failure)
        {
            return new SweepOutcome<T>(point, default, failure);
        }
    }

    private static void WriteExperiments(IReadOnlyList<SweepPoint> points, string folder)
    {
        var texts = points.DistinctBy(static point => point.ExperimentFile)
            .Select(point => (File: Path.Combine(folder, point.ExperimentFile), Text: StrictYaml.Write(point.Experiment)))
            .ToArray();
        try
        {
            Directory.CreateDirectory(folder);
            if (texts.FirstOrDefault(entry => File.Exists(entry.File) && File.ReadAllText(entry.File) != entry.Text).File is { } stranger)
            {
                throw new RegenException("An experiment of the same name and another content is already here.", stranger, "give the sweep another output folder, or raise the version of its base");
            }

            foreach (var (file, text) in texts.Where(static entry => !File.Exists(entry.File)))
            {
                File.WriteAllText(file + ".tmp", text);
                File.Move(file + ".tmp", file);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"The sweep's experiments could not be written: {error.Message}", folder, "free some space or name a folder that may be written", error);
        }
    }
}
