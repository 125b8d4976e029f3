using Regen.Core.Runs;

namespace Regen.Core.Data.Stages;

/// <summary>Counts what <see cref="DataStatistics"/> says of sequences, one user at a time.</summary>
internal sealed class PairCounter(int minSharedLevels)
{
    private const int LevelsShown = 6;

    private readonly SortedDictionary<int, long> lengths = [];
    private readonly DistinctNumbers distinctEligible = new();
    private readonly long[] pairsByLevels = new long[LevelsShown];
    private readonly HashSet<int> seen = [];

    public long Pairs { get; private set; }

    public long Eligible { get; private set; }

    public long EligibleSamePath { get; private set; }

    public int EligibleLast { get; private set; }

    public int EligibleLastSamePath { get; private set; }

    public long Tied { get; private set; }

    public int TiedLast { get; private set; }

    /// <summary>Users whose last two interactions have times of their own.</summary>
    public int TimedLast { get; private set; }

    public long Repeats { get; private set; }

    public int Users { get; private set; }

    public long Interactions { get; private set; }

    public long DistinctEligible => distinctEligible.Count;

    public double[] PairShareByLevels => [.. pairsByLevels.Select(count => Pairs == 0 ? 0 : (double)count / Pairs)];

    public void Add(ReadOnlySpan<SequenceEvent> sequence)
    {
        Users++;
        Interactions += sequence.Length;
        lengths[sequence.Length] = lengths.GetValueOrDefault(sequence.Length) + 1;
        Repeats += CountRepeats(sequence);
        for (var at = 1; at < sequence.Length; at++)
        {
            AddPair(sequence[at - 1], sequence[at], isLast: at == sequence.Length - 1);
        }
    }

    // Most sequences are so short that comparing all pairs is cheaper than a set.
    private int CountRepeats(ReadOnlySpan<SequenceEvent> events)
    {
        const int Short = 24;
        seen.Clear();
        var repeats = 0;
        for (var at = 0; at < events.Length; at++)
        {
            if (events.Length > Short)
            {
                repeats += seen.Add(events[at].Item) ? 0 : 1;
                continue;
            }

            var before = 0;
            while (before < at && events[before].Item != events[at].Item)
            {
                before++;
            }

            repeats += before < at ? 1 : 0;
        }

        return repeats;
    }

    /// <summary>Length at the minimum, 25 %, median, 75 %, 95 % and maximum (nearest rank).</summary>
    public int[] LengthQuantiles() => [.. new[] { 0, 0.25, 0.5, 0.75, 0.95, 1 }.Select(Quantile)];

    private void AddPair(in SequenceEvent from, in SequenceEvent to, bool isLast)
    {
        Pairs++;
        for (var level = 0; level < LevelsShown && level < to.SharedLevels; level++)
        {
            pairsByLevels[level]++;
        }

        var isTimed = from.IsTimed && to.IsTimed;
        TimedLast += isTimed && isLast ? 1 : 0;
        var isTied = isTimed && from.Seconds == to.Seconds;
        Tied += isTied ? 1 : 0;
        TiedLast += isTied && isLast ? 1 : 0;
        if (to.SharedLevels < minSharedLevels)
        {
            return;
        }

        Eligible++;
        distinctEligible.Add(((long)from.Item << 32) | (uint)to.Item);
        EligibleSamePath += to.IsSamePath ? 1 : 0;
        EligibleLast += isLast ? 1 : 0;
        EligibleLastSamePath += isLast && to.IsSamePath ? 1 : 0;
    }

    private int Quantile(double share)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(share * Users));
        long passed = 0;
        foreach (var (length, users) in lengths)
        {
            passed += users;
            if (passed >= wanted)
            {
                return length;
            }
        }

        return 0;
    }
}

/// <summary>One interaction of a finished sequence.</summary>
/// <param name="Item">Number of the item among all items of the source.</param>
/// <param name="Seconds">Unix time.</param>
/// <param name="Row">Row in the source.</param>
/// <param name="SharedLevels">Leading category levels shared with the item before; 0 for the first.</param>
/// <param name="IsSamePath">Both category paths are equal and not empty.</param>
/// <param name="IsTimed">The source gave the time itself.</param>
/// <param name="Texts">Where its texts stand in the partition of its user.</param>
internal readonly record struct SequenceEvent(int Item, long Seconds, long Row, byte SharedLevels, bool IsSamePath, bool IsTimed, long Texts);
