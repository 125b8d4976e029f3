using Regen.Core.Domain;

namespace Regen.Core.Rating;

/// <summary>A rating attribute of the paper: what the auto-rater scores on the seven-point scale (REGEN, Table 1).</summary>
public enum RatingCriterion
{
    Quality,
    Specificity,
    Relevance,
    Veracity,
    Personalization,
    Persuasiveness,
}

/// <summary>What is judged in one call: narratives in three, so that the reasoning about one does not colour another (REGEN, 3.3.2).</summary>
public enum RatingGroup
{
    Critique,
    Reasons,
    Summaries,
    Endorsement,
}

/// <summary>One grade that an answer must hold.</summary>
/// <param name="Kind">Which output: <see cref="RatingScheme.Critique"/> or a narrative's kind in snake_case.</param>
public readonly record struct RatingCell(string Kind, RatingCriterion Attribute)
{
    /// <summary>As an answer names it: "purchase_reason veracity".</summary>
    public override string ToString() => $"{Kind} {RatingScheme.Name(Attribute)}";
}

/// <summary>Which attributes each kind of output is scored on, and which kinds share a call.</summary>
public static class RatingScheme
{
    /// <summary>Lowest and highest point of the scale.</summary>
    public const int Lowest = 1;

    public const int Highest = 7;

    /// <summary>The kind of a critique; those of narratives are the names of <see cref="NarrativeKind"/> in snake_case.</summary>
    public const string Critique = "critique";

    private static readonly RatingCriterion[] OfCritiques = [RatingCriterion.Quality, RatingCriterion.Specificity, RatingCriterion.Relevance];
    private static readonly RatingCriterion[] OfNarratives = [RatingCriterion.Veracity, RatingCriterion.Personalization];
    private static readonly RatingCriterion[] OfEndorsements = [.. OfNarratives, RatingCriterion.Persuasiveness];

    public static IReadOnlyList<RatingGroup> Groups { get; } = Enum.GetValues<RatingGroup>();

    public static IReadOnlyList<NarrativeKind> Kinds(RatingGroup group) => group switch
    {
        RatingGroup.Reasons => [NarrativeKind.PurchaseReason, NarrativeKind.PurchaseReasonExplanation],
        RatingGroup.Summaries => [NarrativeKind.BriefSummary, NarrativeKind.DetailedSummary, NarrativeKind.Profile],
        RatingGroup.Endorsement => [NarrativeKind.ProductEndorsement],
        _ => [],
    };

    public static IReadOnlyList<RatingCriterion> Attributes(RatingGroup group) => group switch
    {
        RatingGroup.Critique => OfCritiques,
        RatingGroup.Endorsement => OfEndorsements,
        _ => OfNarratives,
    };

    /// <returns>"veracity".</returns>
    public static string Name(RatingCriterion attribute) => attribute.ToString().ToLowerInvariant();

    /// <returns>"summaries".</returns>
    public static string Name(RatingGroup group) => group.ToString().ToLowerInvariant();
}
