namespace Regen.Core.Models.Encoders;

/// <summary>What is kept of an encoded text.</summary>
public enum TextFormKind
{
    /// <summary>One vector: the mean over all tokens, [CLS] and [SEP] included, of length 1.</summary>
    Mean,

    /// <summary>K vectors: the means over K runs of tokens, cut as evenly as whole tokens allow; a token is in two runs where they do not divide.</summary>
    Chunks,

    /// <summary>The state of every token.</summary>
    Tokens,
}

/// <summary>Which vectors of a text are wanted, and how much of it is read.</summary>
/// <param name="Kind">The form.</param>
/// <param name="Chunks">K; counts for <see cref="TextFormKind.Chunks"/> only.</param>
/// <param name="MaxTokens">Tokens of a text that are read, special ones included; at least 2.</param>
public sealed record TextForm(TextFormKind Kind, int Chunks, int MaxTokens)
{
    /// <summary>Vectors per text, or null where that depends on the text.</summary>
    public int? RowsPerText => Kind switch
    {
        TextFormKind.Mean => 1,
        TextFormKind.Chunks => Chunks,
        _ => null,
    };

    /// <summary>Reads the words that experiment files use: mean, chunks, tokens.</summary>
    public static TextForm Parse(string form, int chunks, int maxTokens)
    {
        var kind = form switch
        {
            "mean" => TextFormKind.Mean,
            "chunks" => TextFormKind.Chunks,
            "tokens" => TextFormKind.Tokens,
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "mean, chunks or tokens"),
        };
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 2);
        if (kind == TextFormKind.Chunks)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(chunks, 1);
        }

        return new TextForm(kind, kind == TextFormKind.Chunks ? chunks : 1, maxTokens);
    }

    /// <summary>Run k of K over n tokens: from floor(k n / K) to ceil((k + 1) n / K), so that no run is empty while n is at least 1.</summary>
    internal static (int Start, int End) RunOf(int k, int chunks, int tokens) =>
        ((int)((long)k * tokens / chunks), (int)((((long)(k + 1) * tokens) + chunks - 1) / chunks));
}
