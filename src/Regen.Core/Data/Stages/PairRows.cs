using System.Runtime.CompilerServices;
using Regen.Core.Storage;
using Regen.Core.Storage.Native;

namespace Regen.Core.Data.Stages;

/// <summary>The pairs of neighbours of all sequences as rows of a query: the wanted interaction, and the item before it.</summary>
internal sealed unsafe class PairRows(string folder, CancellationToken stop) : IDisposable
{
    private readonly PartitionReader file = EventFiles.Open(folder, EventFiles.Sequences);
    private readonly NativeBuffer buffer = new();
    private int partitions;
    private int next;
    private int count;

    public static IReadOnlyList<(string Name, DuckDBType Type)> Columns { get; } =
    [
        ("user", DuckDBType.Integer), ("position", DuckDBType.Integer), ("source_item", DuckDBType.Integer), ("previous", DuckDBType.Integer), ("row", DuckDBType.BigInt), ("shared_levels", DuckDBType.UTinyInt),
    ];

    /// <returns>Rows put into the chunk; 0 at the end.</returns>
    public int Fill(RowChunk chunk)
    {
        Span<int> user = chunk.Column<int>(0), position = chunk.Column<int>(1), item = chunk.Column<int>(2), previous = chunk.Column<int>(3);
        var row = chunk.Column<long>(4);
        var levels = chunk.Column<byte>(5);
        var filled = 0;
        while (filled < RowChunk.Capacity && (next < count || NextPartition()))
        {
            ref readonly var one = ref ((SequenceRecord*)buffer.Start)[next++];
            if (one.Position > 0)
            {
                (user[filled], position[filled], item[filled], previous[filled]) = (one.User, one.Position, one.Item, one.Previous);
                (row[filled], levels[filled]) = (one.Row, one.SharedLevels);
                filled++;
            }
        }

        return filled;
    }

    public void Dispose()
    {
        buffer.Dispose();
        file.Dispose();
    }

    private bool NextPartition()
    {
        (next, count) = (0, 0);
        while (count == 0 && partitions < file.Count)
        {
            stop.ThrowIfCancellationRequested();
            count = checked((int)(file.LengthOf(partitions) / Unsafe.SizeOf<SequenceRecord>()));
            file.Read(partitions++, buffer);
        }

        return count > 0;
    }
}
