using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.Data.Sources;
using Regen.Core.Data.Stages;
using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Storage;

namespace Regen.Core.Data;

/// <summary>What to prepare, how, and where to.</summary>
public sealed record PrepareRequest
{
    /// <summary>The files; null to find them in <see cref="Folder"/>.</summary>
    public DataSources? Sources { get; init; }

    /// <summary>The data folder, where <see cref="Sources"/> is null.</summary>
    public string? Folder { get; init; }

    public PrepareConfig Config { get; init; } = CalRec.Default;

    /// <summary>Order of equal timestamps: file, asin, shuffled:SEED or sequence:FILE.</summary>
    public string Order { get; init; } = "file";

    /// <summary>Folder of the prepared corpus; made where it is missing.</summary>
    public required string Out { get; init; }

    /// <summary>Largest buffer memory of the engine; sorts and joins beyond it go to the disk.</summary>
    public string MemoryLimit { get; init; } = "800MB";
}

/// <summary>What a preparation made.</summary>
/// <param name="WasThere">The folder already held exactly this corpus.</param>
public sealed record PrepareResult(string Folder, Manifest Manifest, DataStatistics Statistics, bool WasThere);

/// <summary>
/// <c>regen data prepare</c>: raw reviews to the sequences that models learn from. Users are numbered in the order in which the
/// files first name them, items by ASIN. Killed at any moment, the same call goes on from the last finished stage, to the same bytes.
/// </summary>
public static class Preparation
{
    internal const int Format = 2;

    private const string StageFolderName = ".stage";
    private const string SpillFolderName = "spill";
    private const string StatisticsFile = "statistics.json";

    /// <exception cref="RegenException">Inputs, configuration or disk need a person; the message says which and how.</exception>
    public static PrepareResult Run(PrepareRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = PreparePlan.Make(request, progress, stop);
        CreateFolder(request.Out);
        using var hold = FolderLock.Take(request.Out, progress, stop);
        if (Manifest.TryRead(request.Out) is { } finished)
        {
            RequireSame(finished, plan.Fingerprint, request.Out);
            new StageFolder(Path.Combine(request.Out, StageFolderName)).Clear();
            return new PrepareResult(request.Out, finished, ReadStatistics(request.Out), WasThere: true);
        }

        var stages = new StageFolder(Path.Combine(request.Out, StageFolderName));
        stages.Remove(SpillFolderName);
        var context = new StageContext
        {
            Sources = plan.Sources,
            Mapping = plan.Mapping,
            Stages = stages,
            SpillFolder = stages.PathOf(SpillFolderName),
            MemoryLimit = request.MemoryLimit,
            Progress = progress,
            Stop = stop,
        };
        var manifest = Make(plan, context, request);
        AtomicFile.Write(Path.Combine(request.Out, Manifest.FileName), JsonSerializer.SerializeToUtf8Bytes(manifest, Manifest.Json));
        stages.Clear();
        return new PrepareResult(request.Out, manifest, ReadStatistics(request.Out), WasThere: false);
    }

    internal static DataStatistics ReadStatistics(string folder)
    {
        var path = Path.Combine(folder, StatisticsFile);
        try
        {
            return JsonSerializer.Deserialize<DataStatistics>(File.ReadAllBytes(path), Manifest.Json) ?? throw new JsonException("it is null");
        }
        catch (Exception problem) when (problem is IOException or JsonException)
        {
            throw new RegenException($"the statistics cannot be read: {problem.Message}", path, "delete the folder and prepare the corpus again", problem);
        }
    }

    private static Manifest Make(PreparePlan plan, StageContext context, PrepareRequest request)
    {
        var (metadata, reviews) = Together.Run(stop => ReadMetadata(plan, context with { Stop = stop }), stop => ReadReviews(plan, context with { Stop = stop }), context.Stop);
        var made = $"{plan.Fingerprint}-{ReviewStage.Version}";
        var itemRows = PartWriter.Scan(context.Stages.PathOf(context.ItemStage), "items");
        var arranged = context.Stages.Reuse("arranged", $"{plan.ArrangeFingerprint}-{ReviewStage.Version}", folder => new ArrangeStage(context, request.Config, plan.Order).Run(folder, itemRows));
        var (place, source) = (context.Stages.PathOf("arranged"), context.Stages.PathOf("reviews"));
        var inputs = new StageInputs(
            PartWriter.Scan(source, "spoken"), PartWriter.Scan(source, "profiles"), itemRows, PartWriter.Scan(place, "users"), PartWriter.Scan(place, "kept_items"));
        var critiques = context.Stages.Reuse("critiques", made, folder => new CritiqueStage(context, request.Config.Critiques).Run(folder, inputs));
        var outputs = context.Stages.Reuse("outputs", made, folder => WriteOutputs(context, folder, inputs, arranged, critiques));
        Publish(context.Stages.PathOf("outputs"), request.Out, outputs);
        return new ManifestWriter(plan, context.Sources).Write(reviews, metadata, arranged, critiques, outputs);
    }

    private static ReadReport ReadReviews(PreparePlan plan, StageContext context) => context.Stages.Reuse(
        "reviews",
        $"{plan.ReadFingerprint}-{ReviewStage.Version}",
        folder => plan.Sources.Sequences is null ? new ReviewStage(context).Run(folder) : new SequenceStage(context).Run(folder));

    private static ReadReport? ReadMetadata(PreparePlan plan, StageContext context) => context.Mapping.Items.InReviews
        ? null
        : context.Stages.Reuse("metadata", $"{plan.ReadFingerprint}-{ReviewStage.Version}", new MetadataStage(context).Run);

    private static OutputReport WriteOutputs(StageContext context, string folder, StageInputs inputs, ArrangeReport arranged, CritiqueReport critiques)
    {
        var statistics = new OutputStage(context).Run(folder, inputs, context.Stages.PathOf("critiques"), arranged, critiques);
        AtomicFile.Write(Path.Combine(folder, StatisticsFile), JsonSerializer.SerializeToUtf8Bytes(statistics, Manifest.Json));
        string[] files = [OutputStage.Items, OutputStage.Users, OutputStage.Interactions, OutputStage.Critiques, OutputStage.Options, StatisticsFile];
        var (catalogue, outputs) = Together.Run<string, ManifestOutput[]>(
            _ => PreparedStore.CatalogueSha256(ParquetFile.Read(Path.Combine(folder, OutputStage.Items), "asin").Strings("asin")!),
            _ => [.. files.Select(file => new ManifestOutput(file, new FileInfo(Path.Combine(folder, file)).Length, SourceFile.Sha256(Path.Combine(folder, file))))],
            context.Stop);
        return new OutputReport { CatalogueSha256 = catalogue, Files = outputs };
    }

    // A file that is not in the stage any more was moved by a run that was killed afterwards.
    private static void Publish(string stage, string target, OutputReport outputs)
    {
        foreach (var output in outputs.Files)
        {
            var from = Path.Combine(stage, output.File);
            if (File.Exists(from))
            {
                File.Move(from, Path.Combine(target, output.File), overwrite: true);
            }
        }
    }

    private static void RequireSame(Manifest there, string fingerprint, string folder)
    {
        if (there.Fingerprint != fingerprint || there.Format != Format)
        {
            throw new RegenException(
                "the folder holds another prepared corpus: other inputs, preparation or order", Path.Combine(folder, Manifest.FileName), "choose another folder, or delete this one");
        }
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"the output folder cannot be made: {problem.Message}", folder, "choose another folder", problem);
        }
    }
}

/// <summary>The finished files and their hashes.</summary>
internal sealed record OutputReport
{
    public required string CatalogueSha256 { get; init; }

    public required IReadOnlyList<ManifestOutput> Files { get; init; }
}
