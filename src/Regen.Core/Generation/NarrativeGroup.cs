using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.Generation;

/// <summary>Narratives that one request asks for.</summary>
/// <param name="Name">In places and tallies.</param>
/// <param name="Kinds">In the order of <see cref="NarrativeKind"/>.</param>
/// <param name="IsLastReviewHidden">An endorsement must not know what the customer came to think of the item.</param>
internal sealed record NarrativeGroup(string Name, IReadOnlyList<NarrativeKind> Kinds, bool IsLastReviewHidden)
{
    private static readonly NarrativeGroup Endorsement = new("endorsement", [NarrativeKind.ProductEndorsement], true);
    private static readonly NarrativeGroup Reasons = new("reasons", [NarrativeKind.PurchaseReason, NarrativeKind.PurchaseReasonExplanation], false);
    private static readonly NarrativeGroup Summaries = new("summaries", [NarrativeKind.BriefSummary, NarrativeKind.DetailedSummary, NarrativeKind.Profile], false);
    private static readonly NarrativeGroup All = new("all", Enum.GetValues<NarrativeKind>(), true);

    /// <summary>The requests of one user and position; three calls, so that one text's reasoning does not colour another's (REGEN, 3.3.2).</summary>
    public static IReadOnlyList<NarrativeGroup> Of(NarrativeWritingConfig config) => config.Request == "user" ? [All] : [Endorsement, Reasons, Summaries];

    public string PromptIn(NarrativePrompts prompts) => Name switch
    {
        "endorsement" => prompts.Endorsement,
        "reasons" => prompts.Reasons,
        "summaries" => prompts.Summaries,
        _ => prompts.All,
    };

    public static int MostWords(NarrativeLengths lengths, NarrativeKind kind) => kind switch
    {
        NarrativeKind.ProductEndorsement => lengths.ProductEndorsement,
        NarrativeKind.PurchaseReason => lengths.PurchaseReason,
        NarrativeKind.PurchaseReasonExplanation => lengths.PurchaseReasonExplanation,
        NarrativeKind.BriefSummary => lengths.BriefSummary,
        NarrativeKind.DetailedSummary => lengths.DetailedSummary,
        _ => lengths.Profile,
    };
}
