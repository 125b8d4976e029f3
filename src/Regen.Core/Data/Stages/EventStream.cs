using System.Runtime.CompilerServices;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>The interactions user by user: users by their numbers, the interactions of each in file order.</summary>
internal sealed unsafe class EventStream(string folder, CancellationToken stop) : IDisposable
{
    private readonly PartitionReader file = EventFiles.Open(folder, EventFiles.Events);
    private readonly NativeBuffer buffer = new();
    private readonly int[] ends = new int[EventFiles.UsersPerPartition];
    private int[] order = [];

    public int Partitions => file.Count;

    /// <summary>Interactions of a partition.</summary>
    public int Count(int partition) => checked((int)(file.LengthOf(partition) / Unsafe.SizeOf<EventRecord>()));

    /// <summary>Reads a partition; <paramref name="take"/> gets each user's events, which it may change, in a list that is used again.</summary>
    public void Read(int partition, ItemCatalogue catalogue, Action<List<SourceEvent>> take)
    {
        stop.ThrowIfCancellationRequested();
        file.Read(partition, buffer);
        var records = new ReadOnlySpan<EventRecord>(buffer.Start, Count(partition));
        Group(records);
        List<SourceEvent> events = [];
        var start = 0;
        foreach (var end in ends)
        {
            for (; start < end; start++)
            {
                ref readonly var one = ref records[order[start]];
                events.Add(new SourceEvent(one.Row, catalogue.NumberOf(one.Item), one.Time, one.TextHash, one.IsTimed != 0, one.Texts));
            }

            if (events.Count > 0)
            {
                take(events);
                events.Clear();
            }
        }
    }

    public void Dispose()
    {
        buffer.Dispose();
        file.Dispose();
    }

    // A counting sort: stable, so that file order stays within a user. Afterwards each user's events end at ends[user].
    private void Group(ReadOnlySpan<EventRecord> records)
    {
        Array.Clear(ends);
        foreach (ref readonly var one in records)
        {
            ends[one.User % EventFiles.UsersPerPartition]++;
        }

        var before = 0;
        for (var user = 0; user < ends.Length; user++)
        {
            (ends[user], before) = (before, before + ends[user]);
        }

        order = order.Length < records.Length ? new int[Math.Max(records.Length, 2 * order.Length)] : order;
        for (var at = 0; at < records.Length; at++)
        {
            order[ends[records[at].User % EventFiles.UsersPerPartition]++] = at;
        }
    }
}
