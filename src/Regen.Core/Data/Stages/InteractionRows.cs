using System.Runtime.CompilerServices;
using Regen.Core.Storage;
using Regen.Core.Storage.Native;

namespace Regen.Core.Data.Stages;

/// <summary>
/// The interactions of the prepared corpus as rows of a query, by user and position. While the rows of one partition
/// come by, the next one is read.
/// </summary>
/// <param name="items">Catalogue numbers by the items' numbers in the source.</param>
internal sealed unsafe class InteractionRows(string reviews, string arranged, int[] items, AssignedCritiques critiques, CancellationToken stop) : IDisposable
{
    private readonly PartitionReader texts = EventFiles.Open(reviews, EventFiles.Texts);
    private readonly PartitionReader sequences = EventFiles.Open(arranged, EventFiles.Sequences);
    private Loaded current = new();
    private Loaded spare = new();
    private Task<int>? loading;
    private int partitions;
    private int next;
    private int count;

    public static IReadOnlyList<(string Name, DuckDBType Type)> Columns { get; } =
    [
        ("user", DuckDBType.Integer), ("position", DuckDBType.Integer), ("item", DuckDBType.Integer), ("time", DuckDBType.BigInt), ("rating", DuckDBType.Double),
        ("summary", DuckDBType.Varchar), ("text", DuckDBType.Varchar), ("shared_levels", DuckDBType.UTinyInt), ("same_path", DuckDBType.Boolean),
        ("critique", DuckDBType.Integer), ("is_critiqued", DuckDBType.Boolean), ("extra", DuckDBType.Varchar),
    ];

    /// <returns>Rows put into the chunk; 0 at the end.</returns>
    public int Fill(RowChunk chunk)
    {
        if (next == count && !NextPartition())
        {
            critiques.RequireEnd();
            return 0;
        }

        var rows = new ReadOnlySpan<SequenceRecord>((SequenceRecord*)current.Sequences.Start + next, Math.Min(RowChunk.Capacity, count - next));
        FillNumbers(chunk, rows);
        FillTexts(chunk, rows);
        FillCritiques(chunk, rows);
        next += rows.Length;
        return rows.Length;
    }

    public void Dispose()
    {
        loading?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        current.Dispose();
        spare.Dispose();
        texts.Dispose();
        sequences.Dispose();
    }

    private bool NextPartition()
    {
        (next, count) = (0, 0);
        while (count == 0 && (loading is not null || partitions < sequences.Count))
        {
            stop.ThrowIfCancellationRequested();
            count = (loading ?? Load()).GetAwaiter().GetResult();
            (current, spare) = (spare, current);
            loading = partitions < sequences.Count ? Load() : null;
        }

        return count > 0;
    }

    private Task<int> Load()
    {
        var (partition, target) = (partitions++, spare);
        return Task.Run(
            () =>
            {
                sequences.Read(partition, target.Sequences);
                texts.Read(partition, target.Texts);
                return checked((int)(sequences.LengthOf(partition) / Unsafe.SizeOf<SequenceRecord>()));
            },
            stop);
    }

    private void FillNumbers(RowChunk chunk, ReadOnlySpan<SequenceRecord> rows)
    {
        Span<int> user = chunk.Column<int>(0), position = chunk.Column<int>(1), item = chunk.Column<int>(2);
        var time = chunk.Column<long>(3);
        var levels = chunk.Column<byte>(7);
        var isSame = chunk.Column<bool>(8);
        for (var at = 0; at < rows.Length; at++)
        {
            ref readonly var one = ref rows[at];
            (user[at], position[at], item[at], time[at]) = (one.User, one.Position, items[one.Item], one.Time);
            (levels[at], isSame[at]) = (one.SharedLevels, one.IsSamePath != 0);
        }
    }

    private void FillTexts(RowChunk chunk, ReadOnlySpan<SequenceRecord> rows)
    {
        var rating = chunk.Column<double>(4);
        Span<StringValue> summary = chunk.Texts(5), text = chunk.Texts(6), extra = chunk.Texts(11);
        Span<ulong> hasRating = chunk.Validity(4), hasSummary = chunk.Validity(5), hasText = chunk.Validity(6), hasExtra = chunk.Validity(11);
        for (var at = 0; at < rows.Length; at++)
        {
            var start = current.Texts.Start + rows[at].Texts;
            var header = Unsafe.ReadUnaligned<TextHeader>(start);
            start += sizeof(TextHeader);
            rating[at] = header.Rating;
            RowChunk.SetValid(hasRating, at, header.HasRating != 0);
            Put(summary, hasSummary, at, new ReadOnlySpan<byte>(start, header.Summary));
            Put(text, hasText, at, new ReadOnlySpan<byte>(start + header.Summary, header.Text));
            Put(extra, hasExtra, at, new ReadOnlySpan<byte>(start + header.Summary + header.Text, header.Extra));
        }
    }

    private void FillCritiques(RowChunk chunk, ReadOnlySpan<SequenceRecord> rows)
    {
        var critique = chunk.Column<int>(9);
        var isCritiqued = chunk.Column<bool>(10);
        for (var at = 0; at < rows.Length; at++)
        {
            (critique[at], isCritiqued[at]) = critiques.Of(rows[at].User, rows[at].Position);
        }
    }

    private static void Put(Span<StringValue> texts, Span<ulong> validity, int at, ReadOnlySpan<byte> text)
    {
        texts[at] = RowChunk.Text(text);
        RowChunk.SetValid(validity, at, !text.IsEmpty);
    }

    /// <summary>One partition in memory.</summary>
    private sealed class Loaded : IDisposable
    {
        public NativeBuffer Sequences { get; } = new();

        public NativeBuffer Texts { get; } = new();

        public void Dispose()
        {
            Sequences.Dispose();
            Texts.Dispose();
        }
    }
}
