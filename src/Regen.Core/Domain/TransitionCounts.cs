namespace Regen.Core.Domain;

/// <summary>
/// How often one item was followed by another at a fixed distance, as rows in compressed form: what came after item i
/// stands at [Starts[i], Starts[i + 1]), ascending by item.
/// </summary>
/// <param name="Starts">int [V + 1].</param>
/// <param name="Nexts">Item that came after, int [E].</param>
/// <param name="Counts">How often, at least 1, int [E].</param>
public sealed record TransitionCounts(int[] Starts, int[] Nexts, int[] Counts)
{
    public int ItemCount => Starts.Length - 1;

    /// <summary>Distinct successors of an item.</summary>
    public int DegreeOf(int item) => Starts[item + 1] - Starts[item];

    /// <summary>How often an item was followed by anything.</summary>
    public int TotalOf(int item) => System.Numerics.Tensors.TensorPrimitives.Sum<int>(Counts.AsSpan(Starts[item]..Starts[item + 1]));

    /// <summary>Counts every pair of each sequence that stands <paramref name="distance"/> apart.</summary>
    /// <param name="itemCount">V; each item is in [0, V).</param>
    /// <param name="sequences">Items of each user, oldest first.</param>
    /// <param name="distance">1 for neighbours, 2 for one item between them.</param>
    public static TransitionCounts Of(int itemCount, IEnumerable<ReadOnlyMemory<int>> sequences, int distance)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(distance, 1);
        List<long> pairs = [];
        foreach (var sequence in sequences)
        {
            var items = sequence.Span;
            for (var at = distance; at < items.Length; at++)
            {
                pairs.Add(((long)items[at - distance] << 32) | (uint)items[at]);
            }
        }

        pairs.Sort();
        return Compress(itemCount, pairs);
    }

    /// <param name="pairs">The item before in the upper half, the item after in the lower, ascending.</param>
    private static TransitionCounts Compress(int itemCount, List<long> pairs)
    {
        var starts = new int[itemCount + 1];
        List<int> nexts = [];
        List<int> counts = [];
        for (var at = 0; at < pairs.Count; at++)
        {
            if (at > 0 && pairs[at] == pairs[at - 1])
            {
                counts[^1]++;
                continue;
            }

            starts[(int)(pairs[at] >> 32) + 1]++;
            nexts.Add((int)(uint)pairs[at]);
            counts.Add(1);
        }

        for (var item = 0; item < itemCount; item++)
        {
            starts[item + 1] += starts[item];
        }

        return new TransitionCounts(starts, [.. nexts], [.. counts]);
    }
}
