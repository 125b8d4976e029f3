using System.Runtime.InteropServices;
using Regen.Core.Storage;
using Regen.Core.Storage.Native;

namespace Regen.Core.Data.Stages;

/// <summary>Interactions to the columns of the review parts, numbered in the order in which they come.</summary>
/// <param name="blocks">Each is read before the next one is asked for.</param>
internal sealed class ReviewRows(IEnumerable<EventRows> blocks, KeyRows users, KeyRows items, CancellationToken stop) : IDisposable
{
    private readonly IEnumerator<EventRows> blocks = blocks.GetEnumerator();
    private int next;
    private bool isInBlock;

    /// <summary>The numbers are those of <see cref="KeyRows"/>, time is in milliseconds, "critique" a JSON list of options.</summary>
    public static IReadOnlyList<(string Name, DuckDBType Type)> Columns { get; } =
    [
        ("row", DuckDBType.BigInt), ("user_number", DuckDBType.Integer), ("item_number", DuckDBType.Integer), ("time", DuckDBType.BigInt), ("is_timed", DuckDBType.Boolean),
        ("text_hash", DuckDBType.BigInt), ("rating", DuckDBType.Double), ("summary", DuckDBType.Varchar), ("text", DuckDBType.Varchar), ("critique", DuckDBType.Varchar), ("extra", DuckDBType.Varchar),
    ];

    public long Rows { get; private set; }

    /// <returns>Rows put into the chunk; 0 at the end.</returns>
    public int Fill(RowChunk chunk)
    {
        while (!isInBlock || next == blocks.Current.Rows.Count)
        {
            if (!blocks.MoveNext())
            {
                isInBlock = false;
                return 0;
            }

            (isInBlock, next) = (true, 0);
        }

        var block = blocks.Current;
        var rows = CollectionsMarshal.AsSpan(block.Rows).Slice(next, Math.Min(RowChunk.Capacity, block.Rows.Count - next));
        FillNumbers(chunk, block, rows);
        FillTexts(chunk.Texts(7), chunk.Validity(7), block, rows, static row => row.Summary);
        FillTexts(chunk.Texts(8), chunk.Validity(8), block, rows, static row => row.Text);
        FillTexts(chunk.Texts(9), chunk.Validity(9), block, rows, static row => row.Critique);
        FillTexts(chunk.Texts(10), chunk.Validity(10), block, rows, static row => row.Extra);
        Rows += rows.Length;
        next += rows.Length;
        return rows.Length;
    }

    public void Dispose() => blocks.Dispose();

    private static void FillTexts(Span<StringValue> texts, Span<ulong> validity, EventRows block, ReadOnlySpan<EventRow> rows, Func<EventRow, TextPlace> place)
    {
        for (var at = 0; at < rows.Length; at++)
        {
            var text = block[place(rows[at])];
            texts[at] = RowChunk.Text(text);
            SetValid(validity, at, !text.IsEmpty);
        }
    }

    private static void SetValid(Span<ulong> validity, int at, bool isValid)
    {
        var bit = 1UL << (at & 63);
        validity[at >> 6] = isValid ? validity[at >> 6] | bit : validity[at >> 6] & ~bit;
    }

    private void FillNumbers(RowChunk chunk, EventRows block, ReadOnlySpan<EventRow> rows)
    {
        Span<long> numbers = chunk.Column<long>(0), times = chunk.Column<long>(3), hashes = chunk.Column<long>(5);
        Span<int> user = chunk.Column<int>(1), item = chunk.Column<int>(2);
        var isTimed = chunk.Column<bool>(4);
        var ratings = chunk.Column<double>(6);
        var ratingValidity = chunk.Validity(6);
        for (var at = 0; at < rows.Length; at++)
        {
            ref readonly var row = ref rows[at];
            numbers[at] = Rows + at;
            user[at] = users.NumberOf(block[row.User], stop);
            item[at] = items.NumberOf(block[row.Item], stop);
            times[at] = row.Time ?? numbers[at];
            isTimed[at] = row.Time is not null;
            hashes[at] = row.TextHash;
            ratings[at] = row.Rating ?? 0;
            SetValid(ratingValidity, at, row.Rating is not null);
        }
    }
}
