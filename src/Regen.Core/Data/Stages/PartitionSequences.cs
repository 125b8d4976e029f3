using System.Runtime.InteropServices;

namespace Regen.Core.Data.Stages;

/// <summary>The finished sequences of the users of one partition, one behind the other.</summary>
internal sealed class PartitionSequences
{
    private readonly List<(string Key, int End)> users = [];
    private readonly List<SequenceEvent> events = [];

    /// <summary>Users that have a sequence.</summary>
    public int Count => users.Count;

    public string KeyOf(int user) => users[user].Key;

    public ReadOnlySpan<SequenceEvent> Of(int user)
    {
        var start = user == 0 ? 0 : users[user - 1].End;
        return CollectionsMarshal.AsSpan(events)[start..users[user].End];
    }

    /// <summary>Adds a user's sequence, unless nothing is left of it.</summary>
    public void Add(string key, List<SourceEvent> left, ItemCatalogue catalogue)
    {
        if (left.Count == 0)
        {
            return;
        }

        for (var at = 0; at < left.Count; at++)
        {
            var one = left[at];
            var (levels, isSamePath) = at == 0 ? ((byte)0, false) : catalogue.Compare(left[at - 1].Item, one.Item);
            events.Add(new SequenceEvent(one.Item, Seconds(one.Time), one.Row, levels, isSamePath, one.IsTimed, one.Texts));
        }

        users.Add((key, events.Count));
    }

    public void Clear()
    {
        users.Clear();
        events.Clear();
    }

    private static long Seconds(long milliseconds) => (milliseconds / 1000) - (milliseconds % 1000 < 0 ? 1 : 0);
}
