using System.Runtime.CompilerServices;
using Regen.Core.Storage;
using Regen.Core.Storage.Native;

namespace Regen.Core.Data.Stages;

/// <summary>The interactions of the prepared corpus as batches of rows of a query, by user and position.</summary>
/// <param name="items">Catalogue numbers by the items' numbers in the source.</param>
internal sealed unsafe class InteractionRows(string reviews, string arranged, int[] items, AssignedCritiques critiques, CancellationToken stop) : IDisposable
{
    private const int Step = 2048;

    private readonly PartitionReader texts = EventFiles.Open(reviews, EventFiles.Texts);
    private readonly PartitionReader sequences = EventFiles.Open(arranged, EventFiles.Sequences);
    private readonly NativeBuffer sequenceBytes = new();
    private readonly NativeBuffer textBytes = new();
    private int partitions;
    private int next;
    private int count;

    /// <summary>Rows that a batch has room for.</summary>
    public const int BatchSize = ParquetFile.RowGroupSize + Step;

    public static IReadOnlyList<(string Name, DuckDBType Type)> Columns { get; } =
    [
        ("user", DuckDBType.Integer), ("position", DuckDBType.Integer), ("item", DuckDBType.Integer), ("time", DuckDBType.BigInt), ("rating", DuckDBType.Double),
        ("summary", DuckDBType.Varchar), ("text", DuckDBType.Varchar), ("shared_levels", DuckDBType.UTinyInt), ("same_path", DuckDBType.Boolean),
        ("critique", DuckDBType.Integer), ("is_critiqued", DuckDBType.Boolean), ("extra", DuckDBType.Varchar),
    ];

    /// <summary>
    /// Fills an empty batch with the rows of one row group, so that no thread of the engine has to divide or join batches. A row group
    /// ends with the first step that fills it; steps end with their partition.
    /// </summary>
    /// <returns>False at the end.</returns>
    public bool Fill(RowBatch batch)
    {
        while (batch.Count < ParquetFile.RowGroupSize && (next < count || NextPartition()))
        {
            var rows = new ReadOnlySpan<SequenceRecord>((SequenceRecord*)sequenceBytes.Start + next, Math.Min(Step, count - next));
            FillNumbers(batch, rows);
            FillTexts(batch, rows);
            FillCritiques(batch, rows);
            next += rows.Length;
            batch.Count += rows.Length;
        }

        if (batch.Count > 0)
        {
            return true;
        }

        critiques.RequireEnd();
        return false;
    }

    public void Dispose()
    {
        sequenceBytes.Dispose();
        textBytes.Dispose();
        texts.Dispose();
        sequences.Dispose();
    }

    private bool NextPartition()
    {
        (next, count) = (0, 0);
        while (count == 0 && partitions < sequences.Count)
        {
            stop.ThrowIfCancellationRequested();
            sequences.Read(partitions, sequenceBytes);
            texts.Read(partitions, textBytes);
            count = checked((int)(sequences.LengthOf(partitions++) / Unsafe.SizeOf<SequenceRecord>()));
        }

        return count > 0;
    }

    private void FillNumbers(RowBatch batch, ReadOnlySpan<SequenceRecord> rows)
    {
        Span<int> user = batch[0].Values<int>()[batch.Count..], position = batch[1].Values<int>()[batch.Count..], item = batch[2].Values<int>()[batch.Count..];
        var time = batch[3].Values<long>()[batch.Count..];
        var levels = batch[7].Values<byte>()[batch.Count..];
        var isSame = batch[8];
        for (var at = 0; at < rows.Length; at++)
        {
            ref readonly var one = ref rows[at];
            (user[at], position[at], item[at], time[at], levels[at]) = (one.User, one.Position, items[one.Item], one.Time, one.SharedLevels);
            isSame.SetBit(batch.Count + at, one.IsSamePath != 0);
        }
    }

    private void FillTexts(RowBatch batch, ReadOnlySpan<SequenceRecord> rows)
    {
        var (rating, summary, text, extra) = (batch[4], batch[5], batch[6], batch[11]);
        var ratings = rating.Values<double>()[batch.Count..];
        for (var at = 0; at < rows.Length; at++)
        {
            var start = textBytes.Start + rows[at].Texts;
            var header = Unsafe.ReadUnaligned<TextHeader>(start);
            start += sizeof(TextHeader);
            ratings[at] = header.Rating;
            rating.SetValid(batch.Count + at, header.HasRating != 0);
            summary.AddText(new ReadOnlySpan<byte>(start, header.Summary));
            text.AddText(new ReadOnlySpan<byte>(start + header.Summary, header.Text));
            extra.AddText(new ReadOnlySpan<byte>(start + header.Summary + header.Text, header.Extra));
        }
    }

    private void FillCritiques(RowBatch batch, ReadOnlySpan<SequenceRecord> rows)
    {
        var critique = batch[9].Values<int>()[batch.Count..];
        var isCritiqued = batch[10];
        for (var at = 0; at < rows.Length; at++)
        {
            (critique[at], var isSaid) = critiques.Of(rows[at].User, rows[at].Position);
            isCritiqued.SetBit(batch.Count + at, isSaid);
        }
    }
}
