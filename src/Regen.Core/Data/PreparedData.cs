using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.Data;

/// <summary>A prepared corpus in memory: what training, evaluation and the baselines read. Made by the preparation, immutable.</summary>
public sealed record PreparedData
{
    /// <summary>Folder of <c>manifest.json</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>SHA-256 of <c>manifest.json</c>, lower-case hex: the identity of this corpus in a run record.</summary>
    public required string Sha256 { get; init; }

    /// <summary>SHA-256 over the ASINs in item order: two corpora of one catalogue share it, and a checkpoint names it.</summary>
    public required string CatalogueSha256 { get; init; }

    /// <summary>Short name for tables ("sample", "office2014").</summary>
    public required string Name { get; init; }

    /// <summary>True for the embedded synthetic corpus: reports must say that it is not comparable with the paper.</summary>
    public required bool IsSynthetic { get; init; }

    /// <summary>Order of equal timestamps that the preparation used: file, asin, shuffled:SEED or sequence.</summary>
    public required string TieOrder { get; init; }

    public required IReadOnlyList<Item> Items { get; init; }

    public required IReadOnlyList<string> Users { get; init; }

    public required SequenceTable Sequences { get; init; }

    /// <summary>The distinct critique texts; <see cref="SequenceTable.Critiques"/> points here.</summary>
    public required IReadOnlyList<string> CritiqueTexts { get; init; }

    /// <summary>All options of the pairs that had several to draw from.</summary>
    public CritiqueWordings Wordings { get; init; } = CritiqueWordings.None;

    public required Split Split { get; init; }

    /// <summary>Table 4's figures and the rest of <c>regen data stats</c> that needs no model.</summary>
    public required DataStatistics Statistics { get; init; }
}
