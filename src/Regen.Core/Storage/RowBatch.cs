using Regen.Core.Storage.Native;

namespace Regen.Core.Storage;

/// <summary>Some thousand rows that a query is about to read, column by column, in memory that does not move.</summary>
internal sealed unsafe class RowBatch : IDisposable
{
    private const int BuffersOfColumn = 3;

    private readonly BatchColumn[] columns;
    private readonly NativeBuffer arrays = new();

    public RowBatch(IEnumerable<DuckDBType> types, int capacity)
    {
        Capacity = capacity;
        columns = [.. types.Select(type => new BatchColumn(type, capacity))];
        arrays.Reserve(columns.Length * (sizeof(ArrowArray) + sizeof(ArrowArray*) + (BuffersOfColumn * sizeof(void*))) + sizeof(void*));
    }

    public int Capacity { get; }

    public int Count { get; set; }

    public BatchColumn this[int column] => columns[column];

    public void Clear()
    {
        Count = 0;
        foreach (var column in columns)
        {
            column.Clear();
        }
    }

    /// <summary>Hands the rows out; they stay as they are until <paramref name="release"/> is called with the array.</summary>
    /// <param name="owner">Goes with the array.</param>
    public void Describe(ArrowArray* target, delegate* unmanaged[Cdecl]<ArrowArray*, void> release, nint owner)
    {
        var children = (ArrowArray*)arrays.Start;
        var places = (ArrowArray**)(children + columns.Length);
        var buffers = (void**)(places + columns.Length);
        *buffers = null; // Every row is there.
        for (var at = 0; at < columns.Length; at++)
        {
            places[at] = children + at;
            columns[at].Describe(places[at], buffers + 1 + (at * BuffersOfColumn), Count);
        }

        *target = new ArrowArray
        {
            Length = Count,
            BufferCount = 1,
            Buffers = buffers,
            ChildCount = columns.Length,
            Children = places,
            Release = release,
            PrivateData = owner,
        };
    }

    public void Dispose()
    {
        foreach (var column in columns)
        {
            column.Dispose();
        }

        arrays.Dispose();
    }
}
