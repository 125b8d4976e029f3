using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Runs;

/// <summary>One vector per item of a catalogue.</summary>
public sealed record ItemVectors
{
    /// <summary>Product keys in the order of item numbers.</summary>
    public required IReadOnlyList<string> Asins { get; init; }

    /// <summary>Features of one vector.</summary>
    public required int Width { get; init; }

    /// <summary>float32 [items, width], row by row.</summary>
    public required float[] Values { get; init; }
}

/// <summary>Reads the item vectors that a trained run keeps; models stand above runs, so they come through this port.</summary>
public interface IItemVectorSource
{
    /// <returns>Null for a run that has none, such as a counted baseline.</returns>
    ItemVectors? Read(RunFolder run);

    /// <summary>Writes tensor "item_vectors", float32 [items, width], whole or not at all.</summary>
    void WriteSafetensors(ItemVectors vectors, string file);
}

/// <summary>A run to export.</summary>
public sealed record ExportRequest
{
    /// <summary>Folder of a finished run.</summary>
    public required string Run { get; init; }

    /// <summary>Folder that the files go to; files of the same name are replaced.</summary>
    public required string Out { get; init; }
}

/// <summary>What an export wrote.</summary>
/// <param name="Files">Full paths, in the order of writing.</param>
/// <param name="HasVectors">False for a run without item vectors.</param>
public sealed record ExportResult(IReadOnlyList<string> Files, bool HasVectors);

/// <summary>
/// Hands a run to other tools: <c>ranks.parquet</c>, <c>topk.parquet</c> and <c>run.json</c>; where the run has item vectors also
/// <c>items.parquet</c> (item, asin, vector) and <c>items.safetensors</c>, and ASINs beside the item numbers of the first two.
/// </summary>
public static class RunExport
{
    /// <exception cref="RegenException">The run is unfinished or damaged, or the folder cannot be written.</exception>
    public static ExportResult Run(
        ExportRequest request, IItemVectorSource vectors, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(vectors);
        var run = RunStore.Open(request.Run);
        run.ReadRecord();
        var folder = MakeFolder(request.Out, run);
        var items = vectors.Read(run);
        (string Name, Action<string> Write)[] parts =
        [
            ("ranks.parquet", file => WriteRanks(run.ReadRanks(), items, file)),
            ("topk.parquet", file => WriteTopK(run.ReadTopK(), items, file)),
            .. items is null ? Array.Empty<(string, Action<string>)>() :
            [
                ("items.parquet", file => WriteItems(items, file, stop)),
                ("items.safetensors", file => vectors.WriteSafetensors(items, file)),
            ],
            ("run.json", file => WholeFile.Write(file, File.ReadAllText(run.RecordFile))),
        ];
        foreach (var (part, done) in parts.Select(static (part, index) => (part, index)))
        {
            stop.ThrowIfCancellationRequested();
            part.Write(Path.Combine(folder, part.Name));
            progress?.Report(new WorkProgress("exporting", done + 1, parts.Length, "files", part.Name));
        }

        return new ExportResult([.. parts.Select(part => Path.Combine(folder, part.Name))], items is not null);
    }

    private static string MakeFolder(string path, RunFolder run)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (folder == run.Path)
        {
            throw new RegenException("The export would replace the run's own files.", folder, "name another folder with --out");
        }

        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"The folder cannot be made: {error.Message}", folder, "name a folder that may be written", error);
        }
    }

    private static void WriteRanks(UserRank[] ranks, ItemVectors? items, string file) => ParquetFile.Write(
        file, [.. RankColumns.Of(ranks), .. Asins("target_asin", items, ranks.Select(static rank => rank.Target))]);

    private static void WriteTopK(RankedItem[] list, ItemVectors? items, string file) => ParquetFile.Write(
        file, [.. RankColumns.Of(list), .. Asins("asin", items, list.Select(static row => row.Item))]);

    private static ParquetColumn[] Asins(string name, ItemVectors? items, IEnumerable<int> numbers) =>
        items is null ? [] : [new ParquetColumn(name, numbers.Select(number => items.Asins[number]).ToArray())];

    // The features are appended as columns and become one list a row only in the file: the engine takes lists from queries.
    private static void WriteItems(ItemVectors items, string file, CancellationToken stop)
    {
        string[] features = [.. Enumerable.Range(0, items.Width).Select(static feature => $"f{feature}")];
        using var connection = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
        connection.Execute($"create table vectors (item integer, asin varchar, {string.Join(", ", features.Select(static name => name + " float"))})", stop);
        using (var appender = connection.CreateAppender("vectors"))
        {
            for (var item = 0; item < items.Asins.Count; item++)
            {
                stop.ThrowIfCancellationRequested();
                appender.CreateRow().AppendValue(item).AppendValue(items.Asins[item]);
                foreach (var value in items.Values.AsSpan(item * items.Width, items.Width))
                {
                    appender.AppendValue(value);
                }

                appender.EndRow();
            }
        }

        ParquetFile.CopyTo(connection, $"select item, asin, [{string.Join(", ", features)}] as vector from vectors", file, stop);
    }
}
