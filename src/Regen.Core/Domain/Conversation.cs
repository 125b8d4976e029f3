namespace Regen.Core.Domain;

/// <summary>The six narratives (REGEN, 3.2.4 and Table 5).</summary>
public enum NarrativeKind
{
    /// <summary>A sales talk for the item at hand, made from the purchases before it.</summary>
    ProductEndorsement,

    /// <summary>Why the item was bought, in a sentence.</summary>
    PurchaseReason,

    /// <summary>The same in detail, in the light of the whole history.</summary>
    PurchaseReasonExplanation,

    /// <summary>The user's preferences in a few sentences.</summary>
    BriefSummary,

    /// <summary>The user's preferences and history at length.</summary>
    DetailedSummary,

    /// <summary>A phrase for the kind of shopper.</summary>
    Profile,
}

/// <summary>Names of the six.</summary>
public static class NarrativeKinds
{
    private static readonly string[] Names =
        ["product_endorsement", "purchase_reason", "purchase_reason_explanation", "brief_summary", "detailed_summary", "profile"];

    /// <returns>The name in files, answers and ratings ("purchase_reason_explanation").</returns>
    public static string NameOf(NarrativeKind kind) => Names[(int)kind];

    /// <returns>The kind of a name; null where it is none.</returns>
    public static NarrativeKind? Find(string name) => Array.IndexOf(Names, name) is >= 0 and var at ? (NarrativeKind)at : null;

    /// <summary>All names, in the order of <see cref="NarrativeKind"/>.</summary>
    public static IReadOnlyList<string> All => Names;
}

/// <summary>What a user says between two neighbouring items, to get from one to the other (REGEN, 3.2.3).</summary>
public sealed record Critique
{
    /// <summary>Position of the wanted item; the item at hand stands one before.</summary>
    public required int Position { get; init; }

    /// <summary>Options that passed the checks, in the model's order; empty where none did.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>Which of <see cref="Options"/> was drawn; null where there is none.</summary>
    public required int? Drawn { get; init; }

    /// <summary>Why there is none; null where there is one.</summary>
    public string? Problem { get; init; }

    public string? Text => Drawn is { } drawn ? Options[drawn] : null;
}

/// <summary>One narrative of a user at a position.</summary>
/// <param name="Position">The last purchase that it may speak of.</param>
/// <param name="Kind">Which of the six.</param>
/// <param name="Text">As the model wrote it, control characters stripped.</param>
public sealed record Narrative(int Position, NarrativeKind Kind, string Text);

/// <summary>A user's history with everything that was written for it: a row of the dataset, and what the auto-rater judges.</summary>
public sealed record Conversation
{
    public required PurchaseHistory History { get; init; }

    /// <summary>One per eligible pair that was asked about, by position.</summary>
    public required IReadOnlyList<Critique> Critiques { get; init; }

    /// <summary>By position, then by kind.</summary>
    public required IReadOnlyList<Narrative> Narratives { get; init; }
}
