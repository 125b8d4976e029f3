using Regen.Core.Configuration;
using Regen.Core.Data.Sources;
using Regen.Core.Data.Stages;
using Regen.Core.Domain;

namespace Regen.Core.Data;

/// <summary>A preparation with its inputs found and hashed: what it will do, and the names of its results.</summary>
internal sealed record PreparePlan
{
    public required DataSources Sources { get; init; }

    public required Mapping Mapping { get; init; }

    public required PrepareConfig Config { get; init; }

    public required TieOrder Order { get; init; }

    public required IReadOnlyList<ManifestInput> Inputs { get; init; }

    /// <summary>Of reading alone, of reading and arranging, and of the whole.</summary>
    public required string ReadFingerprint { get; init; }

    public required string ArrangeFingerprint { get; init; }

    public required string Fingerprint { get; init; }

    public static PreparePlan Make(PrepareRequest request, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var sources = request.Sources ?? DataSources.Detect(request.Folder ?? throw new ArgumentException("give Sources or Folder", nameof(request)));
        var order = TieOrder.Parse(request.Order);
        var mapping = sources.Mapping is { } given ? MappingFiles.Load(given) : sources.Sequences is not null ? MappingFiles.Load("p5") : MappingFiles.Detect(FirstReviews(sources));
        var usesCritiques = request.Config.Critiques.Source == "file";
        List<ManifestInput> inputs = [];
        foreach (var (role, path) in sources.Files().Where(file => usesCritiques || file.Role != "critiques").Concat(order.File is { } file ? [("order", file)] : []))
        {
            stop.ThrowIfCancellationRequested();
            progress?.Report(new WorkProgress("hashing inputs", inputs.Count, null, "files", Path.GetFileName(path)));
            inputs.Add(new ManifestInput(role, Path.GetFileName(path), Length(path), SourceFile.Sha256(path)));
        }

        return Fingerprints(sources, mapping, request.Config, order, inputs);
    }

    private static PreparePlan Fingerprints(DataSources sources, Mapping mapping, PrepareConfig config, TieOrder order, List<ManifestInput> inputs)
    {
        string Of(params string[] roles) => string.Join(' ', inputs.Where(input => roles.Contains(input.Role)).Select(input => $"{input.Role} {input.File} {input.Sha256}"));
        var read = StageFolder.Fingerprint(Preparation.Format.ToString(), StrictYaml.Sha256(mapping), Of("reviews", "metadata", "sequences", "timestamps"));
        var plain = config with { Split = "all", Critiques = new CritiqueSourceConfig { Source = "none", Seed = 0, Absent = "null", MinSharedLevels = config.Critiques.MinSharedLevels } };
        var arrange = StageFolder.Fingerprint(read, StrictYaml.Write(plain), order.ToString(), Of("order"));
        return new PreparePlan
        {
            Sources = sources,
            Mapping = mapping,
            Config = config,
            Order = order,
            Inputs = inputs,
            ReadFingerprint = read,
            ArrangeFingerprint = arrange,
            Fingerprint = StageFolder.Fingerprint(arrange, StrictYaml.Write(config), Of("critiques"), sources.Name, sources.IsSynthetic.ToString()),
        };
    }

    private static string FirstReviews(DataSources sources) => sources.Reviews.Count > 0
        ? sources.Reviews[0]
        : throw new RegenException("there are neither reviews nor sequences", sources.Name, "name a file of reviews");

    private static long Length(string path)
    {
        using var file = SourceFile.Open(path);
        return new FileInfo(path).Length;
    }
}
