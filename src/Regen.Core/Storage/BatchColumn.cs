using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Regen.Core.Storage.Native;

namespace Regen.Core.Storage;

/// <summary>One column of a <see cref="RowBatch"/>, laid out as Arrow wants it.</summary>
internal sealed unsafe class BatchColumn : IDisposable
{
    private readonly DuckDBType type;
    private readonly NativeBuffer validity = new();
    private readonly NativeBuffer values = new();
    private readonly NativeBuffer texts = new();
    private readonly int capacity;
    private bool hasValidity;
    private int count;

    public BatchColumn(DuckDBType type, int capacity)
    {
        (this.type, this.capacity) = (type, capacity);
        validity.Reserve((capacity + 7) / 8);
        values.Reserve(SizeOf(type, capacity));
        Clear();
    }

    /// <summary>Arrow's name of a type.</summary>
    public static string Format(DuckDBType type) => type switch
    {
        DuckDBType.Boolean => "b",
        DuckDBType.UTinyInt => "C",
        DuckDBType.Integer => "i",
        DuckDBType.BigInt => "l",
        DuckDBType.Double => "g",
        DuckDBType.Varchar => "U",
        _ => throw new NotSupportedException($"a column of type {type} is not read in batches"),
    };

    /// <summary>Room for the values; their type must have the size of <typeparamref name="T"/>.</summary>
    public Span<T> Values<T>()
        where T : unmanaged => new(values.Start, capacity);

    /// <summary>A truth value, which takes a bit.</summary>
    public void SetBit(int row, bool value) => Set(values.Start, row, value);

    /// <summary>Says for a row whether it has a value; for every row, or for none where all have one.</summary>
    public void SetValid(int row, bool isValid)
    {
        hasValidity = true;
        Set(validity.Start, row, isValid);
    }

    /// <summary>Adds the text of the next row; an empty one is null.</summary>
    public void AddText(ReadOnlySpan<byte> text)
    {
        var ends = (long*)values.Start;
        var end = ends[count] + text.Length;
        texts.Extend(end);
        text.CopyTo(texts.Span(ends[count], text.Length));
        SetValid(count++, !text.IsEmpty);
        ends[count] = end;
    }

    public void Clear()
    {
        (hasValidity, count) = (false, 0);
        if (type == DuckDBType.Varchar)
        {
            *(long*)values.Start = 0;
        }
    }

    /// <param name="buffers">Room for three places.</param>
    public void Describe(ArrowArray* target, void** buffers, int rows)
    {
        buffers[0] = hasValidity ? validity.Start : null;
        buffers[1] = values.Start;
        buffers[2] = texts.Start;
        *target = new ArrowArray
        {
            Length = rows,
            NullCount = hasValidity ? -1 : 0,
            BufferCount = type == DuckDBType.Varchar ? 3 : 2,
            Buffers = buffers,
            Release = &Keep,
        };
    }

    public void Dispose()
    {
        validity.Dispose();
        values.Dispose();
        texts.Dispose();
    }

    // The batch owns its columns.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Keep(ArrowArray* array) => array->Release = null;

    // The places of texts are one more than the texts.
    private static long SizeOf(DuckDBType type, int rows) => type switch
    {
        DuckDBType.Boolean => (rows + 7) / 8,
        DuckDBType.UTinyInt => rows,
        DuckDBType.Integer => rows * 4L,
        DuckDBType.Varchar => (rows + 1) * 8L,
        _ => rows * 8L,
    };

    private static void Set(byte* bits, int at, bool value)
    {
        var bit = (byte)(1 << (at & 7));
        bits[at >> 3] = (byte)(value ? bits[at >> 3] | bit : bits[at >> 3] & ~bit);
    }
}
