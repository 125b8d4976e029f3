using System.Text.Json;
using Regen.Core.Domain;

namespace Regen.Core.Data;

/// <summary>The files of one corpus, found in a folder or named one by one.</summary>
public sealed record DataSources
{
    /// <summary>Files of reviews, or of users with their purchases, read in this order as if they were one.</summary>
    public IReadOnlyList<string> Reviews { get; init; } = [];

    /// <summary>Files of item metadata.</summary>
    public IReadOnlyList<string> Metadata { get; init; } = [];

    /// <summary>P5's file of sequences (user item item ...), in place of reviews.</summary>
    public string? Sequences { get; init; }

    /// <summary>Times of a sequence file: user, item and Unix time in seconds, tab-separated, with or without a heading.</summary>
    public string? Timestamps { get; init; }

    /// <summary>Written critiques, JSON Lines or Parquet.</summary>
    public string? Critiques { get; init; }

    /// <summary>A mapping file, or the name of one that comes with Regen; null to find it out.</summary>
    public string? Mapping { get; init; }

    /// <summary>Short name for tables.</summary>
    public required string Name { get; init; }

    /// <summary>The corpus was made by a program.</summary>
    public bool IsSynthetic { get; init; }

    /// <summary>Finds out what the files of a folder are, by their names.</summary>
    /// <exception cref="RegenException">There is no such folder, or nothing in it looks like reviews or sequences.</exception>
    public static DataSources Detect(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new RegenException(
                File.Exists(folder) ? "a file stands where a data folder is expected" : "the data folder is missing", folder, "give the folder that holds the reviews and the metadata");
        }

        string[] files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
        var (name, isSynthetic) = ReadCorpus(folder);
        var sources = new DataSources
        {
            Name = name,
            IsSynthetic = isSynthetic,
            Critiques = files.FirstOrDefault(file => Is(file, "critiques.jsonl", "critiques.parquet")),
        };
        sources = files.FirstOrDefault(file => Is(file, "sequences.txt")) is { } sequences
            ? sources with
            {
                Sequences = sequences,
                Timestamps = files.FirstOrDefault(file => Is(file, "timestamps.tsv")),
                Metadata = [.. files.Where(file => Is(file, "items.jsonl") || IsMetadata(file)).Take(1)],
            }
            : sources with { Reviews = FindReviews(files), Metadata = [.. files.Where(IsMetadata)] };
        return sources.Sequences is not null || sources.Reviews.Count > 0
            ? sources
            : throw new RegenException(
                "the folder holds no reviews and no sequences", folder, "put a file such as Office_Products_5.json.gz or sequences.txt.gz there, or name the file with --reviews");
    }

    internal IEnumerable<(string Role, string Path)> Files() =>
    [
        .. Reviews.Select(path => ("reviews", path)), .. Metadata.Select(path => ("metadata", path)),
        .. One("sequences", Sequences), .. One("timestamps", Timestamps), .. One("critiques", Critiques),
    ];

    private static string[] FindReviews(string[] files)
    {
        string[] json = [.. files.Where(IsJson).Where(file => !IsMetadata(file) && !Is(file, "critiques.jsonl", "critiques.parquet", "corpus.json", "manifest.json", "statistics.json", "items.jsonl"))];
        string[] cores = [.. json.Where(file => Stem(file).EndsWith("_5", StringComparison.Ordinal))];
        string[] named = [.. json.Where(file => Stem(file).Contains("review", StringComparison.OrdinalIgnoreCase))];
        return cores.Length > 0 ? cores : named.Length > 0 ? named : json;
    }

    private static (string Name, bool IsSynthetic) ReadCorpus(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var path = Path.Combine(folder, "corpus.json");
        if (!File.Exists(path))
        {
            return (name, false);
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var corpus = document.RootElement;
            return (
                corpus.TryGetProperty("name", out var given) ? given.GetString() ?? name : name,
                corpus.TryGetProperty("synthetic", out var synthetic) && synthetic.GetBoolean());
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw new RegenException("corpus.json is not {\"synthetic\": true or false, \"name\": text}", path, "correct or remove it", problem);
        }
    }

    private static IEnumerable<(string Role, string Path)> One(string role, string? path) => path is null ? [] : [(role, path)];

    private static bool Is(string file, params string[] names) => names.Contains(Plain(file), StringComparer.OrdinalIgnoreCase);

    private static bool IsJson(string file) => Plain(file) is var name && (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase));

    private static bool IsMetadata(string file) =>
        IsJson(file) && (Plain(file).StartsWith("meta_", StringComparison.OrdinalIgnoreCase) || Plain(file).StartsWith("raw_meta_", StringComparison.OrdinalIgnoreCase));

    private static string Stem(string file) => Path.GetFileNameWithoutExtension(Plain(file));

    private static string Plain(string file) =>
        Path.GetFileName(file) is var name && name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
}
