using Regen.Core.Domain;

namespace Regen.Core.Runs;

/// <summary>One run of a listing; a run that cannot be read is listed with the reason.</summary>
/// <param name="Name">Path of the run's folder below the listed one.</param>
/// <param name="Record">Null unless the run is finished.</param>
/// <param name="Reason">Why the run is damaged, or null.</param>
public sealed record RunEntry(string Name, RunFolder Folder, RunState State, RunRecord? Record, string? Reason);

/// <summary>Makes, opens and lists run folders.</summary>
public static class RunStore
{
    /// <summary>Makes a run's folder, or goes on with the one that an earlier sitting of the same run made.</summary>
    /// <param name="experiment">The experiment in its canonical text.</param>
    /// <exception cref="RegenException">The folder holds a run of another experiment or corpus, or something else.</exception>
    public static RunFolder Create(string path, string experiment, DataStatistics statistics)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(experiment);
        ArgumentNullException.ThrowIfNull(statistics);
        var run = new RunFolder(path);
        if (File.Exists(run.ExperimentFile))
        {
            RefuseOtherRun(run, experiment, statistics);
            return run;
        }

        RefuseForeignFolder(run.Path);
        try
        {
            Directory.CreateDirectory(run.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"The run's folder cannot be made: {error.Message}", run.Path, "name a folder that may be written", error);
        }

        run.WriteStatistics(statistics);
        WholeFile.Write(run.ExperimentFile, experiment);
        return run;
    }

    /// <summary>Opens a run, finished or not.</summary>
    /// <exception cref="RegenException">There is no run at this path.</exception>
    public static RunFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var run = new RunFolder(path);
        if (File.Exists(run.ExperimentFile) || run.IsFinished)
        {
            return run;
        }

        var what = File.Exists(run.Path) ? "A run is a folder; this is a file."
            : Directory.Exists(run.Path) ? "This folder holds no run: it has neither experiment.yaml nor run.json."
            : "There is no such folder.";
        throw new RegenException(what, run.Path, "'regen runs list DIR' names the runs below a folder");
    }

    /// <summary>All runs in a folder and below it, by name. Damaged ones are listed, never thrown.</summary>
    /// <exception cref="RegenException">There is no such folder.</exception>
    public static IReadOnlyList<RunEntry> List(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        if (!Directory.Exists(root))
        {
            throw new RegenException(
                File.Exists(root) ? "A folder of runs is expected here; this is a file." : "There is no such folder.", root, "name the folder that runs were written to");
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };
        return
        [
            .. new[] { "experiment.yaml", "run.json" }
                .SelectMany(name => Directory.EnumerateFiles(root, name, options))
                .Select(static file => Path.GetDirectoryName(file)!)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Select(folder => Describe(root, new RunFolder(folder))),
        ];
    }

    private static RunEntry Describe(string root, RunFolder run)
    {
        var name = Path.GetRelativePath(root, run.Path);
        if (!run.IsFinished)
        {
            return new RunEntry(name, run, RunState.Unfinished, null, null);
        }

        try
        {
            return new RunEntry(name, run, RunState.Finished, run.ReadRecord(), null);
        }
        catch (RegenException problem)
        {
            return new RunEntry(name, run, RunState.Damaged, null, problem.What);
        }
    }

    private static void RefuseOtherRun(RunFolder run, string experiment, DataStatistics statistics)
    {
        if (run.ReadExperiment() != experiment)
        {
            throw new RegenException("This folder holds a run of another experiment.", run.Path, "name another output folder, or delete this one");
        }

        var known = File.Exists(run.StatisticsFile) ? run.ReadStatistics() : null;
        if (known is null)
        {
            run.WriteStatistics(statistics);
        }
        else if ((known.Users, known.Items, known.Interactions) != (statistics.Users, statistics.Items, statistics.Interactions))
        {
            throw new RegenException(
                $"This folder holds a run on another corpus ({known.Users:N0} users, {known.Items:N0} items; now {statistics.Users:N0} and {statistics.Items:N0}).",
                run.Path,
                "name another output folder, or delete this one");
        }
    }

    private static void RefuseForeignFolder(string path)
    {
        if (File.Exists(path))
        {
            throw new RegenException("A run's folder is expected here; this is a file.", path, "name another output folder");
        }

        // data.json alone is what a stop between the first two writes leaves.
        var strangers = Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path).Select(static entry => Path.GetFileName(entry)) : [];
        if (strangers.FirstOrDefault(static name => !name.StartsWith("data.json", StringComparison.Ordinal) && !name.StartsWith("experiment.yaml", StringComparison.Ordinal)) is { } stranger)
        {
            throw new RegenException($"This folder is not empty and holds no run ('{stranger}' is in it).", path, "name an empty or a new folder");
        }
    }
}
