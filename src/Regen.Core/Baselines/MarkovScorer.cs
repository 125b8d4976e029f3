namespace Regen.Core.Baselines;

/// <summary>
/// A first-order Markov chain: P(j | i) = count(i -> j) / count(i -> any). The last items vote with weights 1, 1/2,
/// 1/3 ..., the latest most.
/// </summary>
public sealed class MarkovScorer : IScorer
{
    private const double TieBreak = 1e-6;

    private readonly int lastItems;
    private readonly int[] starts;
    private readonly int[] nexts;
    private readonly float[] chances;
    private readonly float[]? tieBreaks;

    /// <param name="part">What is counted.</param>
    /// <param name="lastItems">How many of the last items vote, at least 1.</param>
    /// <param name="popularityBreaksTies">Adds 1e-6 * popularity / largest popularity.</param>
    public MarkovScorer(TrainingPart part, int lastItems, bool popularityBreaksTies)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastItems, 1);
        this.lastItems = lastItems;
        ItemCount = part.ItemCount;
        (starts, nexts, chances) = Count(part);
        if (popularityBreaksTies)
        {
            var popularity = part.Popularity();
            var most = Math.Max(1, popularity.Length == 0 ? 1 : popularity.Max());
            tieBreaks = Array.ConvertAll(popularity, count => (float)(TieBreak * count / most));
        }
    }

    public int ItemCount { get; }

    public void Score(ReadOnlySpan<int> history, Span<float> scores)
    {
        scores.Clear();
        for (var back = 0; back < Math.Min(lastItems, history.Length); back++)
        {
            var item = history[^(back + 1)];
            var weight = (float)(1.0 / (back + 1));
            for (var entry = starts[item]; entry < starts[item + 1]; entry++)
            {
                scores[nexts[entry]] += weight * chances[entry];
            }
        }

        if (tieBreaks is not null)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(scores, tieBreaks, scores);
        }
    }

    /// <summary>Sorts all transitions, then counts the runs: rows in compressed form.</summary>
    private static (int[] Starts, int[] Nexts, float[] Chances) Count(TrainingPart part)
    {
        var transitions = Transitions(part);
        var starts = new int[part.ItemCount + 1];
        List<int> nexts = [];
        List<float> counts = [];
        var totals = new int[part.ItemCount];
        for (var at = 0; at < transitions.Count; at++)
        {
            var item = (int)(transitions[at] >> 32);
            totals[item]++;
            if (at > 0 && transitions[at] == transitions[at - 1])
            {
                counts[^1]++;
                continue;
            }

            starts[item + 1]++;
            nexts.Add((int)(uint)transitions[at]);
            counts.Add(1);
        }

        for (var item = 0; item < part.ItemCount; item++)
        {
            starts[item + 1] += starts[item];
            for (var entry = starts[item]; entry < starts[item + 1]; entry++)
            {
                counts[entry] *= (float)(1.0 / totals[item]);
            }
        }

        return (starts, [.. nexts], [.. counts]);
    }

    /// <returns>The item before in the upper half, the item after in the lower, ascending.</returns>
    private static List<long> Transitions(TrainingPart part)
    {
        List<long> transitions = [];
        for (var user = 0; user < part.UserCount; user++)
        {
            var items = part.Of(user);
            for (var at = 1; at < items.Length; at++)
            {
                transitions.Add(((long)items[at - 1] << 32) | (uint)items[at]);
            }
        }

        transitions.Sort();
        return transitions;
    }
}
