using System.Globalization;
using System.Security.Cryptography;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>The batch files that one call wrote.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Manifest">What they hold.</param>
public sealed record BatchRound(string Folder, BatchManifest Manifest)
{
    internal const string ManifestName = "manifest.json";

    /// <summary>Name of the round's folder ("round-0001").</summary>
    public string Name => Path.GetFileName(Folder);

    internal static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"round-{number:D4}");

    internal string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>Name of a file for states and answers ("round-0001/requests-0001.jsonl").</summary>
    internal string Label(BatchFile file) => $"{Name}/{file.Name}";

    /// <exception cref="RegenException">A file is not the one that was written.</exception>
    internal void Check(BatchFile file)
    {
        foreach (var (name, expected) in new[] { (file.Name, file.Sha256), (file.Places, file.PlacesSha256) })
        {
            if (HashOf(PathOf(name)) != expected)
            {
                throw new RegenException($"{name} is not the file that the manifest speaks of", PathOf(name), "restore it, or remove the whole round and give the same command again");
            }
        }
    }

    private static string HashOf(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"{Path.GetFileName(file)} cannot be read: {problem.Message}", file, "restore it, or remove the whole round and give the same command again", problem);
        }
    }
}
