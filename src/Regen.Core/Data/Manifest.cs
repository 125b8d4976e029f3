using System.Text.Json;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;

namespace Regen.Core.Data;

/// <summary>An input file of a preparation, known by its content.</summary>
/// <param name="Role">reviews, metadata, sequences, timestamps, critiques or order.</param>
/// <param name="File">Name without its folder.</param>
public sealed record ManifestInput(string Role, string File, long Bytes, string Sha256);

/// <summary>A file of the prepared corpus.</summary>
public sealed record ManifestOutput(string File, long Bytes, string Sha256);

/// <summary><c>manifest.json</c>: from what a corpus was made, how, and what was left out. Written last; it holds no clock time and no folder.</summary>
public sealed record Manifest
{
    internal const string FileName = "manifest.json";

    internal static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Version of the prepared shape; raised when Regen reads or writes it differently.</summary>
    public required int Format { get; init; }

    public required string Name { get; init; }

    public required bool Synthetic { get; init; }

    /// <summary>Order of equal timestamps.</summary>
    public required string Order { get; init; }

    /// <summary>Name of the mapping, and the hash of its canonical text.</summary>
    public required string Mapping { get; init; }

    public required string MappingSha256 { get; init; }

    /// <summary>Canonical text of the preparation's configuration, line by line.</summary>
    public required IReadOnlyList<string> Prepare { get; init; }

    /// <summary>Over inputs, mapping, configuration and order: equal fingerprints give equal corpora.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>SHA-256 over the ASINs in item order.</summary>
    public required string CatalogueSha256 { get; init; }

    public required IReadOnlyList<ManifestInput> Inputs { get; init; }

    /// <summary>Records, interactions, users and items, before and after.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>Interactions and users that were dropped, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Dropped { get; init; }

    /// <summary>Lines that could not be used, in all, and the first few of them.</summary>
    public required long MalformedLines { get; init; }

    public required IReadOnlyList<MalformedLine> FirstMalformedLines { get; init; }

    /// <summary>Critiques given, placed and not placed.</summary>
    public required IReadOnlyDictionary<string, long> Critiques { get; init; }

    public required IReadOnlyList<string> FirstUnmatchedCritiques { get; init; }

    /// <summary>Texts that stand for "no critique" in the source.</summary>
    public required IReadOnlyList<string> CritiqueSentinels { get; init; }

    /// <summary>regen and duckdb.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    public required IReadOnlyList<ManifestOutput> Outputs { get; init; }

    /// <summary>The manifest of a folder, or null where none was finished.</summary>
    /// <exception cref="RegenException">It is damaged.</exception>
    public static Manifest? TryRead(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var manifest = JsonSerializer.Deserialize<Manifest>(File.ReadAllBytes(path), Json);
            return manifest ?? throw new JsonException("it is null");
        }
        catch (JsonException problem)
        {
            throw new RegenException($"the manifest cannot be read: {problem.Message}", path, "delete the folder and prepare the corpus again", problem);
        }
    }
}
