using Regen.Core.Storage.Native;

namespace Regen.Core.Storage;

/// <summary>Up to <see cref="Capacity"/> rows that a query is about to read, column by column.</summary>
internal readonly unsafe struct RowChunk
{
    public const int Capacity = 2048;

    private readonly nint[] vectors;

    public RowChunk(nint chunk, int columns)
    {
        vectors = new nint[columns];
        for (var column = 0; column < columns; column++)
        {
            vectors[column] = NativeMethods.DataChunkVector(chunk, (ulong)column);
        }
    }

    /// <summary>Values of a column; its type must have the size of <typeparamref name="T"/>.</summary>
    public Span<T> Column<T>(int column)
        where T : unmanaged => new(NativeMethods.VectorData(vectors[column]), Capacity);

    /// <summary>Texts of a column, for <see cref="Text"/>.</summary>
    public Span<StringValue> Texts(int column) => Column<StringValue>(column);

    /// <summary>Fills a column of lists of texts.</summary>
    /// <param name="entries">Where each row's list stands among the elements.</param>
    public void SetLists(int column, ReadOnlySpan<ListEntry> entries, ReadOnlySpan<StringValue> elements)
    {
        _ = NativeMethods.ListVectorReserve(vectors[column], (ulong)elements.Length);
        elements.CopyTo(new Span<StringValue>(NativeMethods.VectorData(NativeMethods.ListVectorChild(vectors[column])), elements.Length));
        _ = NativeMethods.ListVectorSetSize(vectors[column], (ulong)elements.Length);
        entries.CopyTo(Column<ListEntry>(column));
    }

    /// <summary>One bit a row; a cleared one makes a null.</summary>
    public Span<ulong> Validity(int column)
    {
        NativeMethods.VectorEnsureValidityWritable(vectors[column]);
        return new Span<ulong>(NativeMethods.VectorValidity(vectors[column]), Capacity / 64);
    }

    /// <summary>Marks a row of <see cref="Validity"/>.</summary>
    public static void SetValid(Span<ulong> validity, int at, bool isValid)
    {
        var bit = 1UL << (at & 63);
        validity[at >> 6] = isValid ? validity[at >> 6] | bit : validity[at >> 6] & ~bit;
    }

    /// <param name="pinned">Bytes that do not move.</param>
    public static StringValue Text(ReadOnlySpan<byte> pinned)
    {
        var value = new StringValue { Length = (uint)pinned.Length };
        if (pinned.Length <= StringValue.InlineLength)
        {
            pinned.CopyTo(new Span<byte>(value.Inlined, StringValue.InlineLength));
            return value;
        }

        fixed (byte* start = pinned)
        {
            pinned[..4].CopyTo(new Span<byte>(value.Inlined, 4));
            value.Pointer = start;
        }

        return value;
    }
}
