using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.Data.Stages;

/// <summary>One interaction on its way through the recipe.</summary>
/// <param name="Row">Row of the interaction in the source.</param>
/// <param name="Item">Number of the item among all items of the source, ASINs ascending.</param>
/// <param name="Time">Milliseconds since 1970.</param>
/// <param name="TextHash">Equal for equal texts.</param>
/// <param name="IsTimed">The source gave the time itself.</param>
/// <param name="Texts">Where its texts stand in the partition of its user.</param>
internal readonly record struct SourceEvent(long Row, int Item, long Time, long TextHash, bool IsTimed, long Texts);

/// <summary>What the recipe asks of an item, by its number in the source.</summary>
internal sealed record ItemFacts
{
    public required bool[] HasMetadata { get; init; }

    public required bool[] HasTitle { get; init; }

    /// <summary>Equal numbers for equal item texts.</summary>
    public required int[] Text { get; init; }
}

/// <summary>Interactions and users that the recipe dropped, by reason.</summary>
internal sealed record DropTally
{
    public long WithoutMetadata { get; set; }

    public long WithoutTitle { get; set; }

    public long DuplicateRecords { get; set; }

    public long ConsecutiveRepeats { get; set; }

    public long LaterOfSameItem { get; set; }

    public long OfShortUsers { get; set; }

    public int ShortUsers { get; set; }

    public int UsersWithoutInteraction { get; set; }
}

/// <summary>The steps of the preparation for one user at a time, each a switch of <see cref="PrepareConfig"/>.</summary>
internal sealed class Recipe(PrepareConfig config, TieOrder order, ItemFacts items)
{
    private static readonly HashSet<int> NoItems = [];

    private readonly HashSet<(int, long, long)> seenRecords = [];
    private readonly HashSet<int> seenItems = [];

    public DropTally Dropped { get; } = new();

    /// <summary>Turns a user's interactions, given in file order, into the user's sequence; empty where the user is dropped.</summary>
    /// <param name="key">The user's key: names the shuffle of ties.</param>
    /// <param name="published">The items of the user in a sequence file, where the order comes from one.</param>
    public void Apply(string key, List<SourceEvent> events, IReadOnlyList<int>? published)
    {
        var raw = published is null ? NoItems : events.Select(one => one.Item).ToHashSet();
        DropWithoutTitle(events);
        StableSort(events);
        DropDuplicates(events);
        OrderTies(key, events, published, raw);
        Collapse(events);
        KeepFirst(events);
        if (events.Count >= config.MinInteractions)
        {
            return;
        }

        Dropped.OfShortUsers += events.Count;
        Dropped.ShortUsers += events.Count > 0 ? 1 : 0;
        Dropped.UsersWithoutInteraction += events.Count == 0 ? 1 : 0;
        events.Clear();
    }

    // Without require_title an item that has no metadata at all stays, known by its ASIN alone.
    private void DropWithoutTitle(List<SourceEvent> events)
    {
        if (!config.RequireTitle)
        {
            return;
        }

        var kept = 0;
        for (var at = 0; at < events.Count; at++)
        {
            var one = events[at];
            if (items.HasTitle[one.Item])
            {
                events[kept++] = one;
            }
            else if (items.HasMetadata[one.Item])
            {
                Dropped.WithoutTitle++;
            }
            else
            {
                Dropped.WithoutMetadata++;
            }
        }

        events.RemoveRange(kept, events.Count - kept);
    }

    private static void StableSort(List<SourceEvent> events)
    {
        for (var at = 1; at < events.Count; at++)
        {
            if (events[at - 1].Time > events[at].Time)
            {
                events.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Row.CompareTo(b.Row));
                return;
            }
        }
    }

    private void DropDuplicates(List<SourceEvent> events)
    {
        if (config.DropDuplicateRecords && HasTies(events))
        {
            seenRecords.Clear();
            Dropped.DuplicateRecords += events.RemoveAll(one => !seenRecords.Add((one.Item, one.Time, one.TextHash)));
        }
    }

    // Without equal times there are no duplicates, and no set is needed.
    private static bool HasTies(List<SourceEvent> events)
    {
        for (var at = 1; at < events.Count; at++)
        {
            if (events[at - 1].Time == events[at].Time)
            {
                return true;
            }
        }

        return false;
    }

    private void OrderTies(string key, List<SourceEvent> events, IReadOnlyList<int>? published, HashSet<int> raw)
    {
        switch (order.Kind)
        {
            case "asin":
                events.Sort(static (a, b) => (a.Time, a.Item, a.Row).CompareTo((b.Time, b.Item, b.Row)));
                break;
            case "shuffled":
                Shuffle(key, events);
                break;
            case "sequence":
                PublishedOrder.Apply(key, events, published!, raw);
                break;
        }
    }

    private void Shuffle(string key, List<SourceEvent> events)
    {
        SeededRandom? random = null;
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(events);
        for (var start = 0; start < all.Length;)
        {
            var end = start + 1;
            while (end < all.Length && all[end].Time == all[start].Time)
            {
                end++;
            }

            if (end - start > 1)
            {
                random ??= SeededRandom.For(order.Seed, "ties", key);
                random.Shuffle(all[start..end]);
            }

            start = end;
        }
    }

    private void Collapse(List<SourceEvent> events)
    {
        if (config.CollapseConsecutive == "none")
        {
            return;
        }

        var kept = 0;
        for (var at = 0; at < events.Count; at++)
        {
            if (kept == 0 || !IsSame(events[kept - 1].Item, events[at].Item))
            {
                events[kept++] = events[at];
            }
        }

        Dropped.ConsecutiveRepeats += events.Count - kept;
        events.RemoveRange(kept, events.Count - kept);
    }

    private bool IsSame(int first, int second) => first == second || (config.CollapseConsecutive == "text" && items.Text[first] == items.Text[second]);

    private void KeepFirst(List<SourceEvent> events)
    {
        if (config.KeepFirstPerItem)
        {
            seenItems.Clear();
            Dropped.LaterOfSameItem += events.RemoveAll(one => !seenItems.Add(one.Item));
        }
    }
}

/// <summary>Puts a user's interactions in the order of a sequence file, which may differ only within equal timestamps.</summary>
internal static class PublishedOrder
{
    private const string Fix = "the sequence file must hold the same users and items, and change the order of equal timestamps only";

    public static void Apply(string key, List<SourceEvent> events, IReadOnlyList<int> published, HashSet<int> raw)
    {
        var places = new Dictionary<int, Queue<int>>();
        for (var place = 0; place < published.Count; place++)
        {
            if (!raw.Contains(published[place]))
            {
                throw new RegenException($"place {place + 1} of the sequence file is an item that user {key} does not have", $"user {key}", Fix);
            }

            if (!places.TryGetValue(published[place], out var queue))
            {
                places.Add(published[place], queue = new Queue<int>());
            }

            queue.Enqueue(place);
        }

        var placed = events.ConvertAll(one => (Place: places.TryGetValue(one.Item, out var queue) && queue.TryDequeue(out var place)
            ? place
            : throw new RegenException($"the sequence file lacks an item of user {key}", $"user {key}, row {one.Row:N0} of the reviews", Fix), Event: one));
        placed.Sort(static (a, b) => a.Place.CompareTo(b.Place));
        for (var at = 0; at < placed.Count; at++)
        {
            if (at > 0 && placed[at].Event.Time < placed[at - 1].Event.Time)
            {
                throw new RegenException($"the sequence file puts a later interaction of user {key} before an earlier one", $"user {key}, place {placed[at].Place + 1}", Fix);
            }

            events[at] = placed[at].Event;
        }
    }
}
