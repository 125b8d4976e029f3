using System.Globalization;
using System.Text;
using Regen.Core.Data;
using Regen.Core.Data.Sample;
using Regen.Core.Storage;

namespace Regen.Scale;

/// <summary>
/// 'regen data prepare' beside DuckDB's own sorted copy of the reviews: the same file, library, threads and memory limit, in turn.
/// </summary>
internal static class PrepareBenchmark
{
    public static int Run(Options options)
    {
        var (data, work, memory) = (options.Text("data"), options.Text("work"), options.Text("memory", "800MB"));
        var turns = options.Numbers("turns", "3")[0];
        List<(Measured Ours, Measured Copy)> measured = [];
        for (var turn = 0; turn < turns; turn++)
        {
            measured.Add((InEmptyFolder("measure-prepare", data, Path.Combine(work, "ours"), memory), InEmptyFolder("measure-copy", data, Path.Combine(work, "copy"), memory)));
            Console.Error.WriteLine($"turn {turn + 1}: {measured[^1]}");
        }

        var report = Report(data, memory, measured);
        Console.Write(report);
        if (options.Maybe("out") is { } file)
        {
            File.WriteAllText(file, report);
        }

        return 0;
    }

    public static int MeasureOurs(Options options) => Measured.Print(() =>
    {
        var clock = new StageClock();
        var made = Preparation.Run(new PrepareRequest { Folder = options.Text("data"), Out = options.Text("target"), MemoryLimit = options.Text("memory") }, clock);
        Console.Error.WriteLine($"seconds by stage (of all processors): {clock}");
        return made.Manifest.Counts["source_interactions"];
    });

    public static int MeasureCopy(Options options) => Measured.Print(() =>
    {
        var target = options.Text("target");
        Directory.CreateDirectory(target);
        using var engine = DuckDBConnection.Open(new DuckDBOptions
        {
            MemoryLimit = options.Text("memory"),
            Threads = Environment.ProcessorCount,
            TempDirectory = Path.Combine(target, "spill"),
        });
        var file = DuckDBConnection.Quote(Path.Combine(target, "reviews.parquet"));
        engine.Execute($"copy ({Select(options.Text("data"))}) to {file} (format parquet)");
        return engine.Count($"select count(*) from read_parquet({file})");
    });

    // Lines that are no JSON are passed over, as in the preparation.
    private static string Select(string data) =>
        $"""
        select reviewerID as "user", asin as item, unixReviewTime as "time", overall as rating, summary, reviewText as "text"
        from read_json({DuckDBConnection.Quote(Path.Combine(data, SampleCorpus.ReviewsFile))}, format = 'newline_delimited', ignore_errors = true,
            columns = [reviewerID: 'varchar', asin: 'varchar', unixReviewTime: 'bigint', overall: 'double', summary: 'varchar', reviewText: 'varchar'])
        order by "user", "time"
        """.Replace("[", "{", StringComparison.Ordinal).Replace("]", "}", StringComparison.Ordinal);

    private static Measured InEmptyFolder(string command, string data, string target, string memory)
    {
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        // The engine as it comes, for the copy: Regen has its allocator keep memory for longer, unless this is set.
        Dictionary<string, string> environment = command == "measure-copy" ? new() { ["DUCKDB_JE_MALLOC_CONF"] = "" } : [];
        var measured = Measured.InChild(environment, command, "--data", data, "--target", target, "--memory", memory);
        Directory.Delete(target, recursive: true);
        return measured;
    }

    private static string Report(string data, string memory, List<(Measured Ours, Measured Copy)> measured)
    {
        var size = new FileInfo(Path.Combine(data, SampleCorpus.ReviewsFile)).Length;
        var text = new StringBuilder();
        text.AppendLine("# Preparing the sample beside DuckDB's sorted copy\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Host.Describe()}. Made by benchmarks/run-prepare.sh.\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"Input: {measured[0].Ours.Count:N0} interactions, {size / 1e6:N0} MB of gzip; memory limit of the engine {memory}, DuckDB {DuckDBConnection.EngineVersion}.");
        text.AppendLine("The copy reads, parses, sorts and writes six fields of the reviews; the preparation also hashes its inputs, reads the metadata, drops duplicates");
        text.AppendLine("and short users, numbers users and items, keeps unknown fields, and writes zstd in bytes that do not depend on threads or memory. The copy runs in");
        text.AppendLine("the engine as it comes; for the preparation its allocator keeps freed memory for ten seconds, which saves the copy time, too (6 % in three turns).\n");
        text.AppendLine("| turn | prepare s | processor s | peak MiB | copy s | processor s | peak MiB | throughput, wall clock | by processor time |");
        text.AppendLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (turn, (ours, copy)) in measured.Index())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {turn + 1} | {ours.Seconds:N1} | {ours.ProcessorSeconds:N1} | {ours.PeakMiB:N0} | {copy.Seconds:N1} | {copy.ProcessorSeconds:N1} | {copy.PeakMiB:N0} | {copy.Seconds / ours.Seconds:P0} | {copy.ProcessorSeconds / ours.ProcessorSeconds:P0} |");
        }

        var (mine, theirs) = (measured.Min(turn => turn.Ours.Seconds), measured.Min(turn => turn.Copy.Seconds));
        var (work, other) = (measured.Min(turn => turn.Ours.ProcessorSeconds), measured.Min(turn => turn.Copy.ProcessorSeconds));
        text.AppendLine(CultureInfo.InvariantCulture, $"\nThe least of each: {theirs / mine:P0} of the copy's throughput by the clock, {other / work:P0} by processor time.");
        return text.ToString();
    }
}
