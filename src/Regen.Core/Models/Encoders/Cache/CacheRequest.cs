namespace Regen.Core.Models.Encoders.Cache;

/// <summary>Which texts are to be encoded by whom, in which form, and where the vectors are kept.</summary>
public sealed record CacheRequest
{
    /// <summary>Folder of all caches; each takes a folder of its own below it.</summary>
    public required string Folder { get; init; }

    public required ITextEncoder Encoder { get; init; }

    /// <summary>The texts, in the order the vectors are asked for; equal texts are encoded and stored once.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>mean, chunks or tokens.</summary>
    public required string Form { get; init; }

    /// <summary>K of the chunk means; counts for "chunks" only.</summary>
    public int Chunks { get; init; } = 1;

    /// <summary>Tokens of a text that are read.</summary>
    public required int MaxTokens { get; init; }
}
