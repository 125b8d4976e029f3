using Regen.Core.Data;
using Regen.Core.Domain;

namespace Regen.Core.Baselines;

/// <summary>What the baselines count: the leading interactions of every user that training may see.</summary>
/// <param name="ItemCount">Items of the catalogue.</param>
/// <param name="Sequences">All interactions.</param>
/// <param name="Lengths">Per user, the interactions that count.</param>
public sealed record TrainingPart(int ItemCount, SequenceTable Sequences, int[] Lengths)
{
    public int UserCount => Sequences.UserCount;

    public ReadOnlySpan<int> Of(int user) => Sequences.ItemsOf(user)[..Lengths[user]];

    /// <summary>Occurrences per item.</summary>
    public int[] Popularity()
    {
        var popularity = new int[ItemCount];
        for (var user = 0; user < UserCount; user++)
        {
            foreach (var item in Of(user))
            {
                popularity[item]++;
            }
        }

        return popularity;
    }

    /// <summary>What followed what in it, <paramref name="distance"/> apart.</summary>
    public TransitionCounts Transitions(int distance) => TransitionCounts.Of(
        ItemCount, Enumerable.Range(0, UserCount).Select(user => Sequences.MemoryOf(user)[..Lengths[user]]), distance);

    public static TrainingPart Of(PreparedData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new TrainingPart(data.Items.Count, data.Sequences, data.Split.TrainLength);
    }
}
