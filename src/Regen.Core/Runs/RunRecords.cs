using Regen.Core.Domain;

namespace Regen.Core.Runs;

/// <summary>Runs to keep the records of.</summary>
public sealed record RecordsRequest
{
    /// <summary>Folder of runs.</summary>
    public required string Runs { get; init; }

    /// <summary>Folder that the records go to; of a run that is there already, the files are replaced.</summary>
    public required string Out { get; init; }
}

/// <summary>What was kept.</summary>
/// <param name="Runs">Names of the finished runs.</param>
/// <param name="Bytes">Size of all files written.</param>
public sealed record RecordsResult(IReadOnlyList<string> Runs, long Bytes);

/// <summary>
/// <c>regen runs record</c>: what a report reads of finished runs, and nothing else, so that it can stand under version control: record,
/// corpus figures, experiment, every user's ranks, and beside them the plan and the shortcuts of a benchmark. Weights and lists stay behind.
/// </summary>
public static class RunRecords
{
    private static readonly string[] OfRun = ["run.json", "data.json", "experiment.yaml", "shown.json", "ranks*.parquet"];
    private static readonly string[] OfFolder = [BenchmarkPlan.FileName, "shortcuts.*.json"];

    /// <exception cref="RegenException">There is no finished run, one is damaged, or the folder cannot be written.</exception>
    public static RecordsResult Keep(RecordsRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var entries = RunStore.List(request.Runs);
        if (entries.FirstOrDefault(static entry => entry.State == RunState.Damaged) is { } damaged)
        {
            throw new RegenException($"A run is damaged: {damaged.Reason}", damaged.Folder.Path, "run its command again, or move the folder elsewhere");
        }

        RunEntry[] finished = [.. entries.Where(static entry => entry.State == RunState.Finished)];
        if (finished.Length == 0)
        {
            throw new RegenException("There is no finished run here.", request.Runs, "train first: 'regen train' or 'regen sweep'");
        }

        var bytes = Copy(request.Runs, request.Out, OfFolder);
        foreach (var (entry, done) in finished.Select(static (entry, index) => (entry, index)))
        {
            stop.ThrowIfCancellationRequested();
            bytes += Copy(entry.Folder.Path, Path.Combine(request.Out, entry.Name), OfRun);
            progress?.Report(new WorkProgress("records", done + 1, finished.Length, "runs", entry.Name));
        }

        return new RecordsResult([.. finished.Select(static entry => entry.Name)], bytes);
    }

    private static long Copy(string from, string to, string[] patterns)
    {
        var bytes = 0L;
        try
        {
            Directory.CreateDirectory(to);
            foreach (var file in patterns.SelectMany(pattern => Directory.EnumerateFiles(from, pattern)).Order(StringComparer.Ordinal))
            {
                var content = File.ReadAllBytes(file);
                WholeFile.Write(Path.Combine(to, Path.GetFileName(file)), stream => stream.Write(content));
                bytes += content.Length;
            }

            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"The records could not be copied: {error.Message}", to, "name a folder that may be written", error);
        }
    }
}
