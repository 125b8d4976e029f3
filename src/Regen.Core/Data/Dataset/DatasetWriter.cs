using System.Reflection;
using System.Text;
using System.Text.Json;
using Regen.Core.Data.Sources;
using Regen.Core.Data.Stages;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Dataset;

/// <summary>
/// Writes a dataset folder in three steps: critiques, user by user; narratives, user by user; the manifest. Memory does not grow with
/// the users, and equal records give equal bytes. Until <see cref="Finish"/> the folder is no dataset.
/// </summary>
public sealed class DatasetWriter : IDisposable
{
    /// <summary>What stands in exports where a pair has no critique.</summary>
    public const string Sentinel = CritiqueStage.Placeholder;

    internal const string SheetFile = "datasheet.md";

    private const string StageName = ".stage";

    private readonly string folder;
    private readonly HistoryReader corpus;
    private readonly string preparedFolder;
    private readonly IDisposable hold;
    private readonly SortedDictionary<string, long> rows = new(StringComparer.Ordinal);
    private DatasetTable? critiques;
    private DatasetTable? narratives;

    private DatasetWriter(string folder, string preparedFolder, HistoryReader corpus, IDisposable hold)
    {
        (this.folder, this.preparedFolder, this.corpus, this.hold) = (folder, preparedFolder, corpus, hold);
        critiques = new DatasetTable(folder, Path.Combine(folder, StageName), DatasetTables.Critiques, DatasetTables.CritiqueColumns);
    }

    /// <summary>Begins anew: what was finished or left over in the folder is no dataset from here on.</summary>
    /// <param name="folder">Made where it is missing; one process at a time.</param>
    /// <param name="preparedFolder">The corpus that is written about.</param>
    public static DatasetWriter Create(string folder, string preparedFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var corpus = HistoryReader.Open(preparedFolder);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"the dataset folder cannot be made: {problem.Message}", folder, "choose another folder", problem);
        }

        var hold = FolderLock.Take(folder, null, CancellationToken.None);
        File.Delete(Path.Combine(folder, DatasetManifest.FileName));
        return new DatasetWriter(folder, preparedFolder, corpus, hold);
    }

    /// <summary>A user's critiques; users by number, critiques by position.</summary>
    public void AddCritiques(Conversation conversation, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var table = critiques ?? throw new InvalidOperationException("the critiques are finished");
        foreach (var critique in conversation.Critiques)
        {
            table.Add(conversation.History, critique.Position, 0, row => DatasetTables.Append(row, conversation.History, critique), stop);
            Count("critiques", critique.Text is null ? "problem" : DatasetTables.PartOf(critique.Position, conversation.History.Purchases.Count));
        }
    }

    /// <summary>Writes critiques.parquet; from here on narratives are added.</summary>
    public void FinishCritiques(CancellationToken stop = default)
    {
        if (critiques is { } table)
        {
            table.Finish(stop);
            critiques = null;
            narratives = new DatasetTable(folder, Path.Combine(folder, StageName), DatasetTables.Narratives, DatasetTables.NarrativeColumns);
        }
    }

    /// <summary>Every user of a part with the critiques that were written, for the narratives.</summary>
    public IEnumerable<Conversation> ReadCritiqued(WorkPart? part = null, CancellationToken stop = default)
    {
        FinishCritiques(stop);
        return DatasetReader.Read(folder, corpus, hasNarratives: false, part, stop);
    }

    /// <summary>A user's narratives; users by number, narratives by position and kind.</summary>
    public void AddNarratives(Conversation conversation, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var table = narratives ?? throw new InvalidOperationException("the critiques are not finished");
        foreach (var narrative in conversation.Narratives)
        {
            table.Add(conversation.History, narrative.Position, (int)narrative.Kind, row => DatasetTables.Append(row, conversation.History, narrative), stop);
            Count("narratives", DatasetTables.PartOf(narrative.Position, conversation.History.Purchases.Count));
        }
    }

    /// <summary>Writes narratives.parquet, the datasheet and, last, the manifest.</summary>
    public DatasetManifest Finish(DatasetOrigin origin, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(origin);
        FinishCritiques(stop);
        (narratives ?? throw new InvalidOperationException("the dataset is finished")).Finish(stop);
        narratives = null;
        var manifest = Describe(origin);
        AtomicFile.Write(Path.Combine(folder, SheetFile), Encoding.UTF8.GetBytes(Datasheet.Write(manifest, origin)));
        manifest = manifest with { Outputs = [.. new[] { DatasetTables.Critiques, DatasetTables.Narratives, SheetFile }.Select(Output)] };
        AtomicFile.Write(Path.Combine(folder, DatasetManifest.FileName), JsonSerializer.SerializeToUtf8Bytes(manifest, Manifest.Json));
        Clear();
        return manifest;
    }

    public void Dispose()
    {
        critiques?.Dispose();
        narratives?.Dispose();
        Clear();
        hold.Dispose();
    }

    private DatasetManifest Describe(DatasetOrigin origin)
    {
        var counts = new SortedDictionary<string, long>(rows, StringComparer.Ordinal);
        foreach (var (name, count) in origin.Counts)
        {
            counts[name] = count;
        }

        return new DatasetManifest
        {
            Format = DatasetManifest.CurrentFormat,
            Corpus = corpus.Manifest.Name,
            Synthetic = corpus.Manifest.Synthetic,
            CorpusSha256 = DatasetManifest.Sha256OfCorpus(preparedFolder),
            CatalogueSha256 = corpus.Manifest.CatalogueSha256,
            UsersSha256 = DatasetReader.UsersSha256(corpus.Manifest),
            Config = DatasetManifest.LinesOf(origin.Config),
            Script = origin.Script,
            Prompts = origin.Prompts,
            ReportedModels = origin.ReportedModels,
            Sentinel = Sentinel,
            Counts = counts,
            Dropped = new SortedDictionary<string, long>(origin.Dropped.ToDictionary(), StringComparer.Ordinal),
            Versions = new Dictionary<string, string>
            {
                ["regen"] = typeof(DatasetWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
                ["duckdb"] = DuckDBConnection.EngineVersion,
            },
            Outputs = [],
        };
    }

    private ManifestOutput Output(string file)
    {
        var path = Path.Combine(folder, file);
        return new ManifestOutput(file, new FileInfo(path).Length, SourceFile.Sha256(path));
    }

    private void Count(string table, string part) => rows[$"{table}_{part}"] = rows.GetValueOrDefault($"{table}_{part}") + 1;

    private void Clear()
    {
        if (Path.Combine(folder, StageName) is var stage && Directory.Exists(stage))
        {
            Directory.Delete(stage, recursive: true);
        }
    }
}
