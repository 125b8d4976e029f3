namespace Regen.Core.Runs;

/// <summary>What a prepared corpus looks like: Table 4's row, and what decides how hard it is. Copied into every run.</summary>
public sealed record DataStatistics
{
    public required int Users { get; init; }

    public required int Items { get; init; }

    public required long Interactions { get; init; }

    /// <summary>Interactions per user, Table 4's "I/U".</summary>
    public double InteractionsPerUser => Users == 0 ? 0 : (double)Interactions / Users;

    /// <summary>Adjacent pairs of one user's interactions.</summary>
    public required long Pairs { get; init; }

    /// <summary>Pairs that share at least the configured number of leading category levels (section 3.2.3 of the paper).</summary>
    public required long EligiblePairs { get; init; }

    /// <summary>Eligible pairs as distinct (from, to) item pairs.</summary>
    public required long DistinctEligiblePairs { get; init; }

    /// <summary>Eligible pairs whose whole category paths are equal.</summary>
    public required long EligibleSameWholePath { get; init; }

    /// <summary>Users whose last pair is eligible, and those of them whose last pair shares the whole path.</summary>
    public required int EligibleLastPairs { get; init; }

    public required int EligibleLastPairsSameWholePath { get; init; }

    /// <summary>Share of pairs with at least k shared leading levels, k = 1..6 at index k - 1; in [0, 1].</summary>
    public required double[] PairShareByLevels { get; init; }

    /// <summary>Pairs that carry a critique text.</summary>
    public required long CritiquedPairs { get; init; }

    /// <summary>Sequence length: minimum, 25 %, median, 75 %, 95 %, maximum.</summary>
    public required int[] LengthQuantiles { get; init; }

    /// <summary>Adjacent pairs with equal timestamps, and users whose last two interactions have.</summary>
    public required long TiedPairs { get; init; }

    public required int TiedLastPairs { get; init; }

    /// <summary>Users whose last two interactions have times in the source: what <see cref="TiedLastPairs"/> is a share of.</summary>
    public int TimedLastPairs { get; init; }

    /// <summary>Interactions with an item that the same user had before.</summary>
    public required long Repeats { get; init; }

    /// <summary>Items by depth of category path: index d holds the items with d levels, 0..; root counted.</summary>
    public required int[] ItemsByDepth { get; init; }

    public required int ItemsWithTitle { get; init; }

    public required int ItemsWithDescription { get; init; }

    public required int ItemsWithBrand { get; init; }

    public required int ItemsWithPrice { get; init; }
}
