namespace Regen.Core.Baselines;

/// <summary>
/// How often item j directly follows item i in the training part: a directed graph in compressed rows. Those of item i stand at
/// <see cref="EntriesOf"/>, successors ascending.
/// </summary>
public sealed class TransitionGraph
{
    private readonly int[] starts;

    private TransitionGraph(int[] starts, int[] nexts, int[] counts) => (this.starts, Nexts, Counts) = (starts, nexts, counts);

    /// <summary>Items of the catalogue.</summary>
    public int ItemCount => starts.Length - 1;

    /// <summary>Successor of each entry.</summary>
    public int[] Nexts { get; }

    /// <summary>Transitions behind each entry, at least 1.</summary>
    public int[] Counts { get; }

    /// <summary>The entries of an item: from the first to before the last.</summary>
    public (int Start, int End) EntriesOf(int item) => (starts[item], starts[item + 1]);

    /// <summary>Distinct successors of an item.</summary>
    public ReadOnlySpan<int> SuccessorsOf(int item) => Nexts.AsSpan(starts[item], starts[item + 1] - starts[item]);

    /// <summary>Sorts all transitions, then counts equal neighbours.</summary>
    public static TransitionGraph Of(TrainingPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        var transitions = Transitions(part);
        var starts = new int[part.ItemCount + 1];
        List<int> nexts = [];
        List<int> counts = [];
        for (var at = 0; at < transitions.Count; at++)
        {
            if (at > 0 && transitions[at] == transitions[at - 1])
            {
                counts[^1]++;
                continue;
            }

            starts[(int)(transitions[at] >> 32) + 1]++;
            nexts.Add((int)(uint)transitions[at]);
            counts.Add(1);
        }

        for (var item = 0; item < part.ItemCount; item++)
        {
            starts[item + 1] += starts[item];
        }

        return new TransitionGraph(starts, [.. nexts], [.. counts]);
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
