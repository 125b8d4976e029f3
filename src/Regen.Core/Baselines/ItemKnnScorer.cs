namespace Regen.Core.Baselines;

/// <summary>
/// Item to item: the sum over history items i of C(i, j) / sqrt(n_i n_j), where C counts the users who have both, n the
/// users who have one, and C(i, i) is 0.
/// </summary>
/// <remarks>
/// Rows of C are counted when asked for, from two lists (users of an item, items of a user): no table of pairs is kept,
/// so memory is that of the interactions whatever the catalogue.
/// </remarks>
public sealed class ItemKnnScorer : IScorer
{
    private readonly int lastItems;
    private readonly Rows itemsOfUsers;
    private readonly Rows usersOfItems;
    private readonly float[] inverseRoots;
    private readonly int[] together;
    private readonly int[] touched;

    /// <param name="part">What is counted.</param>
    /// <param name="lastItems">How many of the last items vote; 0 for all.</param>
    public ItemKnnScorer(TrainingPart part, int lastItems)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentOutOfRangeException.ThrowIfNegative(lastItems);
        this.lastItems = lastItems == 0 ? int.MaxValue : lastItems;
        itemsOfUsers = Rows.OfUsers(part);
        usersOfItems = itemsOfUsers.Transpose(part.ItemCount);
        inverseRoots = [.. Enumerable.Range(0, part.ItemCount).Select(item => 1 / MathF.Sqrt(usersOfItems[item].Length))];
        together = new int[part.ItemCount];
        touched = new int[part.ItemCount];
    }

    public int ItemCount => together.Length;

    public void Score(ReadOnlySpan<int> history, Span<float> scores)
    {
        scores.Clear();
        foreach (var item in history[Math.Max(0, history.Length - Math.Min(lastItems, history.Length))..])
        {
            Add(item, scores);
        }
    }

    private void Add(int item, Span<float> scores)
    {
        var count = 0;
        var users = usersOfItems[item];
        foreach (var user in users)
        {
            foreach (var other in itemsOfUsers[user])
            {
                if (together[other]++ == 0)
                {
                    touched[count++] = other;
                }
            }
        }

        foreach (var other in touched.AsSpan(0, count))
        {
            if (other != item)
            {
                scores[other] += together[other] * inverseRoots[item] * inverseRoots[other];
            }

            together[other] = 0;
        }
    }

    /// <summary>Lists of different lengths in one array: row r stands at [starts[r], starts[r + 1]).</summary>
    private sealed record Rows(long[] Starts, int[] Entries)
    {
        public ReadOnlySpan<int> this[int row] => Entries.AsSpan((int)Starts[row], (int)(Starts[row + 1] - Starts[row]));

        /// <summary>Every user's distinct items.</summary>
        public static Rows OfUsers(TrainingPart part)
        {
            var starts = new long[part.UserCount + 1];
            List<int> entries = [];
            HashSet<int> own = [];
            for (var user = 0; user < part.UserCount; user++)
            {
                own.Clear();
                foreach (var item in part.Of(user))
                {
                    if (own.Add(item))
                    {
                        entries.Add(item);
                    }
                }

                starts[user + 1] = entries.Count;
            }

            return new Rows(starts, [.. entries]);
        }

        public Rows Transpose(int columns)
        {
            var starts = new long[columns + 1];
            foreach (var entry in Entries)
            {
                starts[entry + 1]++;
            }

            for (var column = 0; column < columns; column++)
            {
                starts[column + 1] += starts[column];
            }

            var next = starts.ToArray();
            var entries = new int[Entries.Length];
            for (var row = 0; row + 1 < Starts.Length; row++)
            {
                foreach (var entry in this[row])
                {
                    entries[next[entry]++] = row;
                }
            }

            return new Rows(starts, entries);
        }
    }
}
