namespace Regen.Core.Text;

/// <summary>Everything that decides which ids a WordPiece tokenizer gives.</summary>
public sealed record WordPieceSettings
{
    /// <summary>Piece to id; pieces that continue a word carry <see cref="ContinuingPrefix"/>.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>Pieces that are matched in the raw text before anything else, such as [MASK].</summary>
    public required IReadOnlyList<string> AddedTokens { get; init; }

    public required BertNormalization Normalization { get; init; }

    public string ContinuingPrefix { get; init; } = "##";

    /// <summary>A word of more code points is one unknown token.</summary>
    public int MaxWordLength { get; init; } = 100;

    public string UnknownToken { get; init; } = "[UNK]";

    public string PaddingToken { get; init; } = "[PAD]";

    /// <summary>Opens every sequence.</summary>
    public string ClassToken { get; init; } = "[CLS]";

    /// <summary>Closes every sequence.</summary>
    public string SeparatorToken { get; init; } = "[SEP]";

    /// <summary>The file these settings were read from, for messages.</summary>
    public string Source { get; init; } = "settings made in code";
}
