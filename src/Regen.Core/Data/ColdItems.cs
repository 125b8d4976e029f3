using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.Data;

/// <summary>Holds items out of training: no training sequence has them, and they are asked for as any other.</summary>
/// <param name="Data">The corpus without them in its training part; catalogue, validation and test targets are as before.</param>
/// <param name="IsCold">Per item.</param>
public sealed record ColdItems(PreparedData Data, bool[] IsCold)
{
    /// <summary>Draws the cold items among those that the training part holds, and takes them out of it.</summary>
    /// <exception cref="RegenException">Nothing is left to draw, or to train on.</exception>
    public static ColdItems HoldOut(PreparedData data, ColdConfig config)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(config);
        var isCold = Draw(data, config);
        var (kept, lengths) = Filter(data, isCold);
        var moved = data with
        {
            Sequences = kept,
            Split = data.Split with
            {
                TrainLength = lengths,
                Validation = Move(data, kept, data.Split.Validation),
                Test = Move(data, kept, data.Split.Test),
            },
        };
        return new ColdItems(moved, isCold);
    }

    private static bool[] Draw(PreparedData data, ColdConfig config)
    {
        var isTrained = new bool[data.Items.Count];
        for (var user = 0; user < data.Sequences.UserCount; user++)
        {
            foreach (var item in data.Sequences.ItemsOf(user)[..data.Split.TrainLength[user]])
            {
                isTrained[item] = true;
            }
        }

        int[] trained = [.. Enumerable.Range(0, isTrained.Length).Where(item => isTrained[item])];
        var count = (int)Math.Round(trained.Length * config.Share);
        if (count == 0)
        {
            throw new RegenException(
                $"A share of {config.Share} of {trained.Length:N0} trained items is none.", "training.cold.share", "Raise the share, or give more data.");
        }

        SeededRandom.For(config.Seed, "cold items").Shuffle<int>(trained);
        var isCold = new bool[isTrained.Length];
        foreach (var item in trained.AsSpan(0, count))
        {
            isCold[item] = true;
        }

        return isCold;
    }

    // Only the training part loses them; later interactions are targets, or history that a new item may well be in.
    private static (SequenceTable Kept, int[] TrainLengths) Filter(PreparedData data, bool[] isCold)
    {
        var all = data.Sequences;
        List<int> rows = [];
        var offsets = new long[all.Offsets.Length];
        var lengths = new int[all.UserCount];
        for (var user = 0; user < all.UserCount; user++)
        {
            for (var position = 0; position < all.LengthOf(user); position++)
            {
                var row = (int)all.Offsets[user] + position;
                var isTraining = position < data.Split.TrainLength[user];
                if (!isTraining || !isCold[all.Items[row]])
                {
                    rows.Add(row);
                    lengths[user] += isTraining ? 1 : 0;
                }
            }

            offsets[user + 1] = rows.Count;
        }

        // A critique speaks of the item before; where that one is gone, nothing was said.
        bool IsBroken(int row, int kept) => kept > 0 && rows[kept - 1] != row - 1;
        return (
            new SequenceTable
            {
                Offsets = offsets,
                Items = [.. rows.Select(row => all.Items[row])],
                Times = [.. rows.Select(row => all.Times[row])],
                SharedLevels = [.. rows.Select(row => all.SharedLevels[row])],
                Critiques = [.. rows.Select((row, kept) => IsBroken(row, kept) ? -1 : all.Critiques[row])],
                IsCritiqued = [.. rows.Select((row, kept) => !IsBroken(row, kept) && all.IsCritiqued[row])],
            },
            lengths);
    }

    // A case whose history is gone whole is not asked.
    private static EvaluationCase[] Move(PreparedData data, SequenceTable kept, EvaluationCase[] cases) =>
    [
        .. cases
            .Select(asked => asked with { HistoryLength = asked.HistoryLength - (data.Sequences.LengthOf(asked.User) - kept.LengthOf(asked.User)) })
            .Where(asked => asked.HistoryLength > 0),
    ];
}
