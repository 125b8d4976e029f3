using System.Runtime.CompilerServices;
using System.Text;
using Regen.Core.Storage.Native;

namespace Regen.Core.Storage;

/// <summary>
/// Appends rows to a table through column chunks of 2,048 rows: <c>CreateRow().AppendValue(..).EndRow()</c>, columns in
/// the table's order. Rows are in the table after <see cref="Flush"/> or <see cref="Dispose"/>.
/// </summary>
public sealed unsafe class DuckDBAppender : IDisposable
{
    private const int Capacity = 2048;

    private readonly string table;
    private readonly DuckDBType[] types;
    private readonly nint[] vectors;
    private readonly ulong[] listSizes;
    private nint appender;
    private nint chunk;
    private int rows;
    private int column;
    private byte[] text = new byte[1024];

    internal DuckDBAppender(DuckDBConnection connection, string table)
    {
        this.table = table;
        if (NativeMethods.AppenderCreate(connection.Handle, null, table, out appender) != 0)
        {
            throw Failure();
        }

        types = new DuckDBType[(int)NativeMethods.AppenderColumnCount(appender)];
        vectors = new nint[types.Length];
        listSizes = new ulong[types.Length];
        var logical = new nint[types.Length];
        for (var at = 0; at < types.Length; at++)
        {
            logical[at] = NativeMethods.AppenderColumnType(appender, (ulong)at);
            types[at] = NativeMethods.TypeId(logical[at]);
        }

        fixed (nint* all = logical)
        {
            chunk = NativeMethods.CreateDataChunk(all, (ulong)types.Length);
        }

        for (var at = 0; at < types.Length; at++)
        {
            NativeMethods.DestroyLogicalType(ref logical[at]);
        }

        StartChunk();
    }

    /// <summary>Begins a row; each column is then appended once.</summary>
    public DuckDBAppender CreateRow()
    {
        ObjectDisposedException.ThrowIf(appender == 0, this);
        column = 0;
        return this;
    }

    public DuckDBAppender AppendNull()
    {
        var vector = vectors[column];
        NativeMethods.VectorEnsureValidityWritable(vector);
        NativeMethods.VectorValidity(vector)[rows >> 6] &= ~(1UL << (rows & 63));
        if (types[column] == DuckDBType.List)
        {
            ((ListEntry*)NativeMethods.VectorData(vector))[rows] = new ListEntry { Offset = listSizes[column] };
        }

        column++;
        return this;
    }

    public DuckDBAppender AppendValue(bool value) => Put(DuckDBType.Boolean, value ? (byte)1 : (byte)0);

    public DuckDBAppender AppendValue(byte value) => Put(DuckDBType.UTinyInt, value);

    public DuckDBAppender AppendValue(int value) => Put(DuckDBType.Integer, value);

    public DuckDBAppender AppendValue(long value) => Put(DuckDBType.BigInt, value);

    public DuckDBAppender AppendValue(float value) => Put(DuckDBType.Float, value);

    public DuckDBAppender AppendValue(double value) => Put(DuckDBType.Double, value);

    public DuckDBAppender AppendValue(double? value) => value is { } number ? AppendValue(number) : AppendNull();

    /// <summary>A text, or null.</summary>
    public DuckDBAppender AppendValue(string? value)
    {
        if (value is null)
        {
            return AppendNull();
        }

        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (text.Length < size)
        {
            text = new byte[size];
        }

        return AppendUtf8(text.AsSpan(0, Encoding.UTF8.GetBytes(value, text)));
    }

    /// <summary>A text that already is valid UTF-8.</summary>
    public DuckDBAppender AppendUtf8(ReadOnlySpan<byte> value)
    {
        Expect(DuckDBType.Varchar);
        Assign(vectors[column++], (ulong)rows, value);
        return this;
    }

    /// <summary>A list of texts.</summary>
    public DuckDBAppender AppendValue(IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Expect(DuckDBType.List);
        var vector = vectors[column];
        var start = listSizes[column];
        var end = start + (ulong)values.Count;
        _ = NativeMethods.ListVectorReserve(vector, end);
        var child = NativeMethods.ListVectorChild(vector);
        for (var at = 0; at < values.Count; at++)
        {
            Assign(child, start + (ulong)at, Encoding.UTF8.GetBytes(values[at]));
        }

        _ = NativeMethods.ListVectorSetSize(vector, end);
        ((ListEntry*)NativeMethods.VectorData(vector))[rows] = new ListEntry { Offset = start, Length = (ulong)values.Count };
        listSizes[column++] = end;
        return this;
    }

    /// <summary>Ends the row.</summary>
    /// <exception cref="InvalidOperationException">A column is missing.</exception>
    public void EndRow()
    {
        if (column != types.Length)
        {
            throw new InvalidOperationException($"{table} has {types.Length} columns; the row has {column}");
        }

        if (++rows == Capacity)
        {
            SendChunk();
        }
    }

    /// <summary>Puts every ended row into the table.</summary>
    public void Flush()
    {
        SendChunk();
        if (NativeMethods.AppenderFlush(appender) != 0)
        {
            throw Failure();
        }
    }

    /// <summary>Flushes and lets go.</summary>
    public void Dispose()
    {
        if (appender == 0)
        {
            return;
        }

        try
        {
            Flush();
        }
        finally
        {
            NativeMethods.DestroyDataChunk(ref chunk);
            _ = NativeMethods.AppenderDestroy(ref appender);
            appender = 0;
        }
    }

    private static void Assign(nint vector, ulong index, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value)
        {
            var none = (byte)0;
            NativeMethods.VectorAssignString(vector, index, value.IsEmpty ? &none : start, (ulong)value.Length);
        }
    }

    private DuckDBAppender Put<T>(DuckDBType type, T value)
        where T : unmanaged
    {
        Expect(type);
        Unsafe.WriteUnaligned((T*)NativeMethods.VectorData(vectors[column++]) + rows, value);
        return this;
    }

    private void Expect(DuckDBType type)
    {
        if (column >= types.Length || types[column] != type)
        {
            throw new InvalidOperationException(
                $"column {column} of {table} is {(column < types.Length ? types[column].ToString() : "not there")}, not {type}");
        }
    }

    private void SendChunk()
    {
        if (rows == 0)
        {
            return;
        }

        NativeMethods.DataChunkSetSize(chunk, (ulong)rows);
        if (NativeMethods.AppendDataChunk(appender, chunk) != 0)
        {
            throw Failure();
        }

        NativeMethods.DataChunkReset(chunk);
        StartChunk();
    }

    private void StartChunk()
    {
        rows = 0;
        for (var at = 0; at < types.Length; at++)
        {
            vectors[at] = NativeMethods.DataChunkVector(chunk, (ulong)at);
            listSizes[at] = 0;
        }
    }

    private Exception Failure() => DuckDBException.From(DuckDBException.Words(NativeMethods.AppenderError(appender)), "table " + table);
}
