namespace Regen.Core.Models.Flare;

/// <summary>One user's positions on their way into a batch, oldest first, all four columns of one length.</summary>
/// <param name="Items">Item number at each position; not read where the position is masked.</param>
/// <param name="IsMasked">The position is hidden and carries only its place and its critique.</param>
/// <param name="Critiques">Critique row at each position, or -1.</param>
/// <param name="Targets">The item asked for at each position, or -1 where none is.</param>
public sealed record SequenceRow(int[] Items, bool[] IsMasked, int[] Critiques, int[] Targets)
{
    /// <summary>A target that only marks the asked-for place: nobody knows the item yet.</summary>
    public const int Unknown = 0;

    public int Length => Items.Length;

    /// <summary>Puts rows side by side, right-aligned to the longest, with their distinct items and critiques.</summary>
    public static FlareBatch Assemble(IReadOnlyList<SequenceRow> rows)
    {
        var positions = rows.Max(row => row.Length);
        var places = rows.Count * positions;
        var (slots, kinds, critiqueSlots) = (new long[places], new byte[places], new long[places]);
        var (items, critiques) = (new Numbering(), new Numbering());
        var asked = new AskedPlaces();
        for (var user = 0; user < rows.Count; user++)
        {
            var row = rows[user];
            var start = ((user + 1) * positions) - row.Length;
            for (var i = 0; i < row.Length; i++)
            {
                kinds[start + i] = row.IsMasked[i] ? FlareBatch.Masked : FlareBatch.Shown;
                slots[start + i] = row.IsMasked[i] ? 0 : items.Of(row.Items[i]);
                critiqueSlots[start + i] = row.Critiques[i] < 0 ? 0 : 1 + critiques.Of(row.Critiques[i]);
                if (row.Targets[i] >= 0)
                {
                    asked.Add(row, i, start + i);
                }
            }
        }

        if (items.Values.Count == 0)
        {
            items.Of(0); // every position is masked: slots still need a row to point at
        }

        return new FlareBatch
        {
            Items = [.. items.Values],
            Slots = slots,
            Kinds = kinds,
            Critiques = [.. critiques.Values],
            CritiqueSlots = critiqueSlots,
            TargetPlaces = [.. asked.Places],
            Targets = [.. asked.Targets],
            LastItems = [.. asked.LastItems],
            Seen = [.. asked.Seen],
            SeenRows = [.. asked.SeenRows],
            Users = rows.Count,
            Positions = positions,
        };
    }

    /// <summary>The asked-for places in the making, with what was shown before each.</summary>
    private sealed class AskedPlaces
    {
        public List<long> Places { get; } = [];

        public List<long> Targets { get; } = [];

        public List<int> LastItems { get; } = [];

        public List<long> Seen { get; } = [];

        public List<long> SeenRows { get; } = [];

        public void Add(SequenceRow row, int position, int place)
        {
            var last = 0;
            for (var at = position; at >= 0; at--)
            {
                if (row.IsMasked[at])
                {
                    continue;
                }

                var item = row.Items[at];
                if (last < ItemEvidence.MaxLastItems)
                {
                    LastItems.Add(item);
                    last++;
                }

                if (item != row.Targets[position])
                {
                    Seen.Add(item);
                    SeenRows.Add(Places.Count);
                }
            }

            LastItems.AddRange(Enumerable.Repeat(-1, ItemEvidence.MaxLastItems - last));
            Places.Add(place);
            Targets.Add(row.Targets[position]);
        }
    }

    /// <summary>Numbers values in the order of their first appearance.</summary>
    private sealed class Numbering
    {
        private readonly Dictionary<int, int> places = [];

        public List<int> Values { get; } = [];

        public int Of(int value)
        {
            if (!places.TryGetValue(value, out var place))
            {
                place = Values.Count;
                places.Add(value, place);
                Values.Add(value);
            }

            return place;
        }
    }
}
