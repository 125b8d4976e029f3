using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Regen.Core.Domain;

namespace Regen.Core.Rating;

/// <summary>The instructions of a group: the task, and the definition of each attribute with an anchor for each of the seven points.</summary>
/// <param name="Name">"rate-critique.v1".</param>
/// <param name="Text">What the rater is told; all of it was written by us.</param>
public sealed record Rubric(string Name, string Text)
{
    private const string Version = "v1";
    private static readonly ConcurrentDictionary<(string?, RatingGroup), Rubric> Read = new();

    /// <summary>SHA-256 of the text, lower-case hex.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>Name and hash, as a request carries them.</summary>
    public string Signature => $"{Name} {Sha256}";

    /// <param name="folder">Holds files that stand in for the embedded ones of the same name; null for none.</param>
    /// <exception cref="RegenException">A file of the folder cannot be read.</exception>
    public static Rubric Of(RatingGroup group, string? folder = null) => Read.GetOrAdd((folder, group), static key => Compose(key.Item2, key.Item1));

    /// <returns>The text of an attribute's rubric: its definition, then a line for each point.</returns>
    public static string OfAttribute(RatingCriterion attribute, string? folder = null) => Part(RatingScheme.Name(attribute), folder);

    private static Rubric Compose(RatingGroup group, string? folder)
    {
        var name = RatingScheme.Name(group);
        string[] parts = [Part($"task-{name}", folder), .. RatingScheme.Attributes(group).Select(attribute => OfAttribute(attribute, folder)), Part("form", folder)];
        return new Rubric($"rate-{name}.{Version}", string.Join("\n\n", parts));
    }

    private static string Part(string name, string? folder)
    {
        var file = $"{name}.{Version}.txt";
        var beside = folder is null ? null : Path.Combine(folder, file);
        try
        {
            using var stream = beside is not null && File.Exists(beside)
                ? File.OpenRead(beside)
                : typeof(Rubric).Assembly.GetManifestResourceStream("rubrics." + file) ?? throw new InvalidOperationException($"the rubric {file} is not embedded");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"a rubric cannot be read: {error.Message}", beside ?? file, "correct the permissions, or take the file away to use the embedded one", error);
        }
    }
}
