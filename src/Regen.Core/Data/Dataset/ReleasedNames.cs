using Regen.Core.Domain;

namespace Regen.Core.Data.Dataset;

/// <summary>Names in released files: the public ones of the narratives, those that others are likely to use, and our own.</summary>
internal static class ReleasedNames
{
    public const string LevelSeparator = " - ";
    public const string UserNumber = "user_number";
    public const string ItemNumber = "number";
    public const string Levels = "category_levels";
    public const string SharedLevels = "shared_levels";
    public const string Options = "critique_options";
    public const string Drawn = "critique_drawn";
    public const string Problem = "critique_problem";

    public static readonly string[] Critique = ["critique", "user_critique", "critiques", "steering"];

    private static readonly Dictionary<NarrativeKind, string[]> Narratives = new()
    {
        [NarrativeKind.ProductEndorsement] = ["product_endorsement", "endorsement"],
        [NarrativeKind.PurchaseReason] = ["purchase_reason", "reason"],
        [NarrativeKind.PurchaseReasonExplanation] = ["purchase_reason_explanation", "explanation", "reason_explanation", "purchase_reason_details"],
        [NarrativeKind.BriefSummary] = ["summary", "short_summary", "brief_summary"],
        [NarrativeKind.DetailedSummary] = ["long_summary", "detailed_summary"],
        [NarrativeKind.Profile] = ["profile"],
    };

    /// <summary>Stands in "user", not in "last_purchase".</summary>
    public static bool IsOfUser(NarrativeKind kind) => kind is NarrativeKind.BriefSummary or NarrativeKind.DetailedSummary or NarrativeKind.Profile;

    public static string Of(NarrativeKind kind) => Narratives[kind][0];

    public static IReadOnlyList<string> AllOf(NarrativeKind kind) => Narratives[kind];
}
