namespace Regen.Core.Configuration;

/// <summary>
/// TGH (arXiv:2605.07125, 2026), an untrained graph heuristic: a list of successors of the last one or two items, ordered by the
/// likeness of texts. TGH-1 takes 7 + 2 + 1 around the last item; TGH-2 takes 5 + 1 around it and 3 + 1 around the one before.
/// </summary>
[Kind("tgh")]
public sealed record TghConfig : ModelConfig, ICheckedConfig
{
    /// <summary>Items from each ring around the last item.</summary>
    public required RingSizes Last { get; init; }

    /// <summary>Items from each ring around the item before the last, none of them a second time; null for TGH-1.</summary>
    public RingSizes? Before { get; init; }

    /// <summary>Weight of log(1 + count) / largest log(1 + count) beside the cosine in the innermost ring.</summary>
    [Range(0.0, 100.0)]
    public required double CountWeight { get; init; }

    /// <summary>What completes a list that the rings do not fill: random items, as published, or the nearest texts.</summary>
    [OneOf("random", "text")]
    public required string Fill { get; init; }

    public required TghTextConfig Text { get; init; }

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Last.Total == 0)
        {
            yield return at["last"].Problem("no ring gives an item", "as published: first 7, second 2, rest 1");
        }
    }
}

/// <summary>How many items of a list come from each ring around one item.</summary>
public sealed record RingSizes
{
    /// <summary>Direct successors.</summary>
    [Range(0, 1000)]
    public required int First { get; init; }

    /// <summary>Successors of those.</summary>
    [Range(0, 1000)]
    public required int Second { get; init; }

    /// <summary>Everything else that the user has not had.</summary>
    [Range(0, 1000)]
    public required int Rest { get; init; }

    internal int Total => First + Second + Rest;
}

/// <summary>The frozen text vectors that TGH compares: the mean over an item's tokens.</summary>
public sealed record TghTextConfig
{
    /// <summary>Which frozen encoder: minilm needs weights on disk, hashed needs none.</summary>
    [OneOf("minilm", "hashed")]
    public required string Encoder { get; init; }

    /// <summary>Word pieces of an item's text that are read.</summary>
    [Range(4, 512)]
    public required int MaxTokens { get; init; }
}
