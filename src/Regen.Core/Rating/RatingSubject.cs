using Regen.Core.Domain;

namespace Regen.Core.Rating;

/// <summary>A purchase as the rater sees it.</summary>
/// <param name="Critique">What the user said to get to it from the one before; null for nothing.</param>
public sealed record ShownPurchase(Purchase Purchase, string? Critique);

/// <summary>A text to be judged.</summary>
/// <param name="Kind">Its kind as in <see cref="RatingCell"/>.</param>
public sealed record RatedText(string Kind, string Text);

/// <summary>What one call to the rater is about, before it is a text: real, or with something swapped or planted.</summary>
public sealed record RatingSubject
{
    /// <summary>The variant of what was really written.</summary>
    public const string Real = "real";

    /// <summary>Row of the user whose texts are judged, and the source's name for the user.</summary>
    public required int User { get; init; }

    public required string Key { get; init; }

    /// <summary>Position of the wanted item, or the last purchase that the narratives may speak of.</summary>
    public required int Position { get; init; }

    public required RatingGroup Group { get; init; }

    /// <summary><see cref="Real"/>, the name of a negative, or "planted ...".</summary>
    public string Variant { get; init; } = Real;

    /// <summary>Whose history, item or critique was swapped in, and its position there; null for none.</summary>
    public string? Donor { get; init; }

    public int? DonorPosition { get; init; }

    /// <summary>Oldest first; for a critique the last one is the item at hand.</summary>
    public required IReadOnlyList<ShownPurchase> History { get; init; }

    /// <summary>The wanted item of a critique, the bought item of reasons and endorsements; null for summaries.</summary>
    public ShownPurchase? Target { get; init; }

    /// <summary>Whether the rater may read the target's review: of reasons alone.</summary>
    public bool ShowsTargetReview => Group == RatingGroup.Reasons;

    /// <summary>All that is known of the user where there is no history; null as a rule.</summary>
    public string? About { get; init; }

    public required IReadOnlyList<RatedText> Outputs { get; init; }

    /// <summary>Every grade that an answer must hold.</summary>
    public IReadOnlyList<RatingCell> Cells =>
        [.. Outputs.SelectMany(output => RatingScheme.Attributes(Group).Select(attribute => new RatingCell(output.Kind, attribute)))];
}
