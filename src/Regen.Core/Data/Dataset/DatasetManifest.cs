using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;

namespace Regen.Core.Data.Dataset;

/// <summary>What a dataset's manifest and datasheet are to say besides what its files show.</summary>
public sealed record DatasetOrigin
{
    /// <summary>The configuration that it was written by.</summary>
    public required GenerationConfig Config { get; init; }

    /// <summary>Version of the scripted writer; null where a model wrote.</summary>
    public string? Script { get; init; }

    /// <summary>Names, versions and hashes of the prompts.</summary>
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>Versions that the server reported; more than one means that it changed on the way.</summary>
    public IReadOnlyList<string> ReportedModels { get; init; } = [];

    /// <summary>What was asked for, answered and cut, by name.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>What was dropped, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Dropped { get; init; }
}

/// <summary><c>manifest.json</c> of a dataset folder: from what it was made, how, and what was left out. Written last; it holds no clock time and no folder.</summary>
public sealed record DatasetManifest
{
    internal const string FileName = "manifest.json";

    /// <summary>Raised when the files' shape changes.</summary>
    internal const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>Name of the corpus.</summary>
    public required string Corpus { get; init; }

    public required bool Synthetic { get; init; }

    /// <summary>SHA-256 of the corpus's manifest.</summary>
    public required string CorpusSha256 { get; init; }

    /// <summary>SHA-256 over the ASINs in item order.</summary>
    public required string CatalogueSha256 { get; init; }

    /// <summary>SHA-256 of the corpus's users.parquet: corpora that differ in their critiques only share it.</summary>
    public required string UsersSha256 { get; init; }

    /// <summary>Canonical text of the configuration, line by line.</summary>
    public required IReadOnlyList<string> Config { get; init; }

    /// <summary>Version of the scripted writer, or null.</summary>
    public required string? Script { get; init; }

    public required IReadOnlyList<string> Prompts { get; init; }

    public required IReadOnlyList<string> ReportedModels { get; init; }

    /// <summary>What stands in exports where a pair has no critique.</summary>
    public required string Sentinel { get; init; }

    /// <summary>Rows of the files, and what was asked for, answered and cut.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    public required IReadOnlyDictionary<string, long> Dropped { get; init; }

    /// <summary>regen and duckdb.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    public required IReadOnlyList<ManifestOutput> Outputs { get; init; }

    /// <summary>The manifest of a finished dataset.</summary>
    /// <exception cref="RegenException">There is none, it is damaged, or a file is not the one that it names.</exception>
    public static DatasetManifest Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new RegenException("the folder holds no finished dataset (no manifest.json)", folder, "give the same 'regen generate' again: what was answered is not asked for again");
        }

        try
        {
            var manifest = JsonSerializer.Deserialize<DatasetManifest>(File.ReadAllBytes(path), Manifest.Json) ?? throw new JsonException("it is null");
            Require(folder, manifest);
            return manifest;
        }
        catch (JsonException problem)
        {
            throw new RegenException($"the manifest cannot be read: {problem.Message}", path, "generate the dataset again", problem);
        }
    }

    /// <summary>SHA-256 of a dataset's manifest: what tells one dataset from another.</summary>
    internal static string Sha256(string folder) => SourceFile.Sha256(Path.Combine(folder, FileName));

    /// <summary>As <see cref="CorpusSha256"/> for a prepared corpus.</summary>
    internal static string Sha256OfCorpus(string prepared) => SourceFile.Sha256(Path.Combine(prepared, Manifest.FileName));

    /// <summary>As <see cref="Config"/> for a configuration.</summary>
    internal static string[] LinesOf(GenerationConfig config) => StrictYaml.Write(config).TrimEnd('\n').Split('\n');

    private static void Require(string folder, DatasetManifest manifest)
    {
        if (manifest.Format != CurrentFormat)
        {
            throw new RegenException($"the dataset has format {manifest.Format}; this Regen reads {CurrentFormat}", folder, "generate it again");
        }

        foreach (var output in manifest.Outputs)
        {
            var file = new FileInfo(Path.Combine(folder, output.File));
            if (!file.Exists || file.Length != output.Bytes)
            {
                throw new RegenException(
                    file.Exists ? $"{output.File} has {file.Length:N0} bytes, its manifest says {output.Bytes:N0}" : $"{output.File} is missing", folder, "generate the dataset again");
            }
        }
    }
}
