using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>Writes interactions, numbered in the order in which they come, into the partitions of their users.</summary>
internal sealed class EventWriter(DuckDBConnection side, string folder) : IDisposable
{
    /// <summary>Columns of the critiques that stand in the reviews themselves; "options" is a JSON list of texts.</summary>
    private const string SpokenColumns = "\"row\" bigint, options varchar";

    // Rows whose keys are looked up together.
    private const int Group = 64;

    private readonly PartitionWriter events = EventFiles.Create(folder, EventFiles.Events);
    private readonly PartitionWriter texts = EventFiles.Create(folder, EventFiles.Texts);
    private readonly PartWriter spoken = new(side, folder, "spoken", SpokenColumns);
    private readonly KeyRows users = new(side, folder, KeyRows.Users);
    private readonly KeyRows items = new(side, folder, KeyRows.Items);

    public long Rows { get; private set; }

    /// <summary>Adds the interactions of a block; one without a time gets its row for one.</summary>
    public void Add(EventRows block, CancellationToken stop)
    {
        var rows = block.Rows;
        while (rows.Length > 0)
        {
            var some = rows[..Math.Min(Group, rows.Length)];
            Add(some, block, stop);
            rows = rows[some.Length..];
        }
    }

    public void Finish(CancellationToken stop)
    {
        events.Finish();
        texts.Finish();
        spoken.Finish(stop);
        users.Finish(stop);
        items.Finish(stop);
    }

    public void Dispose()
    {
        events.Dispose();
        texts.Dispose();
        spoken.Dispose();
        users.Dispose();
        items.Dispose();
    }

    private void Add(ReadOnlySpan<EventRow> rows, EventRows block, CancellationToken stop)
    {
        Expect(rows);
        foreach (ref readonly var row in rows)
        {
            var record = new EventRecord
            {
                Row = Rows++,
                Time = row.Time ?? Rows - 1,
                TextHash = row.TextHash,
                User = users.NumberOf(block[row.User], row.UserHash, stop),
                Item = items.NumberOf(block[row.Item], row.ItemHash, stop),
                IsTimed = row.IsTimed ? 1 : 0,
            };
            if (row.Critique.Length > 0)
            {
                spoken.CreateRow(row.Critique.Length).AppendValue(record.Row).AppendUtf8(block[row.Critique]);
                spoken.EndRow(stop);
            }

            var partition = EventFiles.PartitionOf(record.User);
            record.Texts = texts.LengthOf(partition);
            MemoryMarshal.Write(events.Append(partition, Unsafe.SizeOf<EventRecord>()), record);
            AddTexts(partition, row, block);
        }
    }

    private void Expect(ReadOnlySpan<EventRow> rows)
    {
        Span<ulong> hashes = stackalloc ulong[rows.Length];
        for (var at = 0; at < rows.Length; at++)
        {
            hashes[at] = rows[at].UserHash;
        }

        users.Expect(hashes);
        for (var at = 0; at < rows.Length; at++)
        {
            hashes[at] = rows[at].ItemHash;
        }

        items.Expect(hashes);
    }

    private void AddTexts(int partition, in EventRow row, EventRows block)
    {
        var header = new TextHeader
        {
            Rating = row.Rating ?? 0,
            HasRating = row.Rating is null ? 0 : 1,
            Summary = row.Summary.Length,
            Text = row.Text.Length,
            Extra = row.Extra.Length,
        };
        var size = Unsafe.SizeOf<TextHeader>();
        var target = texts.Append(partition, checked((int)(size + header.Size)));
        MemoryMarshal.Write(target, header);
        block[row.Summary].CopyTo(target[size..]);
        block[row.Text].CopyTo(target[(size + header.Summary)..]);
        block[row.Extra].CopyTo(target[(size + header.Summary + header.Text)..]);
    }
}
