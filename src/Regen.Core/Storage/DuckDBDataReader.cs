using System.Text;
using Regen.Core.Storage.Native;

namespace Regen.Core.Storage;

/// <summary>
/// The rows of a query, forward only: row by row with <see cref="Read"/>, or chunk by chunk (up to 2,048 rows) with
/// <see cref="NextChunk"/> and <see cref="Column{T}"/>.
/// </summary>
public sealed unsafe class DuckDBDataReader : IDisposable
{
    private readonly string sql;
    private readonly CancellationTokenRegistration interrupt;
    private readonly CancellationToken stop;
    private readonly nint[] vectors;
    private readonly void*[] data;
    private readonly ulong*[] validity;
    private Result result;
    private nint chunk;
    private int row;
    private bool isDisposed;

    internal DuckDBDataReader(Result result, string sql, CancellationTokenRegistration interrupt, CancellationToken stop)
    {
        (this.result, this.sql, this.interrupt, this.stop) = (result, sql, interrupt, stop);
        FieldCount = (int)NativeMethods.ColumnCount(ref this.result);
        vectors = new nint[FieldCount];
        data = new void*[FieldCount];
        validity = new ulong*[FieldCount];
    }

    public int FieldCount { get; }

    /// <summary>Rows of the current chunk.</summary>
    public int ChunkSize { get; private set; }

    public long RowsChanged => (long)NativeMethods.RowsChanged(ref result);

    public string GetName(int column) => DuckDBException.Words(NativeMethods.ColumnName(ref result, (ulong)column)) ?? "";

    internal DuckDBType TypeOf(int column) => NativeMethods.ColumnType(ref result, (ulong)column);

    /// <summary>Moves to the next row; false after the last.</summary>
    public bool Read()
    {
        row++;
        return row < ChunkSize || NextChunk();
    }

    /// <summary>Moves to the next chunk and its first row; false after the last.</summary>
    public bool NextChunk()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        ReleaseChunk();
        do
        {
            chunk = NativeMethods.FetchChunk(result);
            if (chunk == 0)
            {
                ThrowIfFailed();
                return false;
            }

            ChunkSize = (int)NativeMethods.DataChunkSize(chunk);
        }
        while (ChunkSize == 0 && ReleaseChunk());
        for (var column = 0; column < FieldCount; column++)
        {
            vectors[column] = NativeMethods.DataChunkVector(chunk, (ulong)column);
            data[column] = NativeMethods.VectorData(vectors[column]);
            validity[column] = NativeMethods.VectorValidity(vectors[column]);
        }

        return true;
    }

    /// <summary>A whole column of the current chunk; the span dies with the chunk. Nulls hold any value.</summary>
    /// <typeparam name="T">The type whose layout the column has: int for INTEGER, long for BIGINT, byte for UTINYINT, ...</typeparam>
    public ReadOnlySpan<T> Column<T>(int column)
        where T : unmanaged
    {
        if (SizeOf(TypeOf(column)) != sizeof(T))
        {
            throw new InvalidCastException($"column {GetName(column)} does not hold {typeof(T).Name}");
        }

        return new ReadOnlySpan<T>(data[column], ChunkSize);
    }

    /// <summary>Whether a row of the current chunk is null.</summary>
    public bool IsNull(int column, int at) => validity[column] is not null && (validity[column][at >> 6] & (1UL << (at & 63))) == 0;

    /// <summary>The UTF-8 bytes of a text of the current chunk; empty for null. The span dies with the chunk.</summary>
    public ReadOnlySpan<byte> Utf8(int column, int at) => IsNull(column, at) ? [] : Text((StringValue*)data[column] + at);

    /// <summary>A text of the current chunk, or null.</summary>
    public string? Text(int column, int at) => IsNull(column, at) ? null : Encoding.UTF8.GetString(Utf8(column, at));

    /// <summary>The elements of all lists of a column of the current chunk; the span dies with the chunk.</summary>
    internal ReadOnlySpan<StringValue> Elements(int column) =>
        new(NativeMethods.VectorData(NativeMethods.ListVectorChild(vectors[column])), (int)NativeMethods.ListVectorSize(vectors[column]));

    /// <summary>A list of texts of the current chunk; empty for null.</summary>
    public string[] Texts(int column, int at)
    {
        if (IsNull(column, at))
        {
            return [];
        }

        var entry = ((ListEntry*)data[column])[at];
        var elements = (StringValue*)NativeMethods.VectorData(NativeMethods.ListVectorChild(vectors[column]));
        var texts = new string[(int)entry.Length];
        for (var element = 0; element < texts.Length; element++)
        {
            texts[element] = Encoding.UTF8.GetString(Text(elements + (int)entry.Offset + element));
        }

        return texts;
    }

    public bool IsDBNull(int column) => IsNull(column, row);

    public bool GetBoolean(int column) => Column<bool>(column)[row];

    public int GetInt32(int column) => Column<int>(column)[row];

    public long GetInt64(int column) => Column<long>(column)[row];

    public double GetDouble(int column) => Column<double>(column)[row];

    /// <summary>The text, or null.</summary>
    public string? GetString(int column) => Text(column, row);

    public string[] GetStrings(int column) => Texts(column, row);

    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        interrupt.Dispose();
        ReleaseChunk();
        NativeMethods.DestroyResult(ref result);
    }

    private static ReadOnlySpan<byte> Text(StringValue* value)
    {
        var length = (int)value->Length;
        return new ReadOnlySpan<byte>(length <= StringValue.InlineLength ? value->Inlined : value->Pointer, length);
    }

    private static int SizeOf(DuckDBType type) => type switch
    {
        DuckDBType.Boolean or DuckDBType.TinyInt or DuckDBType.UTinyInt => 1,
        DuckDBType.SmallInt or DuckDBType.USmallInt => 2,
        DuckDBType.Integer or DuckDBType.UInteger or DuckDBType.Float => 4,
        DuckDBType.BigInt or DuckDBType.UBigInt or DuckDBType.Double => 8,
        _ => 16,
    };

    private bool ReleaseChunk()
    {
        (row, ChunkSize) = (0, 0);
        if (chunk != 0)
        {
            NativeMethods.DestroyDataChunk(ref chunk);
            chunk = 0;
        }

        return true;
    }

    private void ThrowIfFailed()
    {
        var words = DuckDBException.Words(NativeMethods.ResultError(ref result));
        if (!string.IsNullOrEmpty(words))
        {
            stop.ThrowIfCancellationRequested();
            throw DuckDBException.From(words, sql);
        }
    }
}
