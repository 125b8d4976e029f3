namespace Regen.Core.Storage;

/// <summary>
/// Records of many partitions in one file: each partition fills a buffer of its own and is written in chunks, so that what came by
/// in any order can be read partition by partition. One thread.
/// </summary>
/// <remarks>Beside the file stands its index: the number of partitions, and for each the number of its chunks and their places.</remarks>
internal sealed class PartitionWriter(string path, int chunkSize) : IDisposable
{
    public const string IndexSuffix = ".index";

    private readonly WriteBehind file = new(path, chunkSize);
    private readonly List<Partition> partitions = [];
    private long end;

    /// <summary>Bytes of a partition so far.</summary>
    public long LengthOf(int partition) => partition < partitions.Count ? partitions[partition].Length : 0;

    /// <summary>Appends so many bytes to a partition.</summary>
    /// <returns>Where to put them, before the next call.</returns>
    public Span<byte> Append(int partition, int size)
    {
        while (partitions.Count <= partition)
        {
            partitions.Add(new Partition());
        }

        var one = partitions[partition];
        if (one.Used + size > one.Buffer.Length)
        {
            Flush(one);
            one.Buffer = size > one.Buffer.Length ? new byte[Math.Max(size, chunkSize)] : one.Buffer;
        }

        one.Used += size;
        one.Length += size;
        return one.Buffer.AsSpan(one.Used - size, size);
    }

    /// <summary>Writes what is left, and the index; both are on the disk afterwards.</summary>
    public void Finish()
    {
        foreach (var partition in partitions)
        {
            Flush(partition);
            partition.Buffer = [];
        }

        file.Finish();
        using var target = new FileStream(path + IndexSuffix, FileMode.Create);
        using var index = new BinaryWriter(target);
        index.Write(partitions.Count);
        foreach (var partition in partitions)
        {
            index.Write(partition.Chunks.Count);
            foreach (var (start, length) in partition.Chunks)
            {
                index.Write(start);
                index.Write(length);
            }
        }

        index.Flush();
        target.Flush(flushToDisk: true);
    }

    public void Dispose() => file.Dispose();

    private void Flush(Partition partition)
    {
        if (partition.Used == 0)
        {
            return;
        }

        partition.Buffer = file.Append(partition.Buffer, partition.Used);
        partition.Chunks.Add((end, partition.Used));
        end += partition.Used;
        partition.Used = 0;
    }

    private sealed class Partition
    {
        public byte[] Buffer { get; set; } = [];

        public int Used { get; set; }

        public long Length { get; set; }

        public List<(long Start, int Length)> Chunks { get; } = [];
    }
}
