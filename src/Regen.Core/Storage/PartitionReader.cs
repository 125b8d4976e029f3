namespace Regen.Core.Storage;

/// <summary>Reads what a <see cref="PartitionWriter"/> wrote. Any number of threads.</summary>
internal sealed class PartitionReader : IDisposable
{
    private readonly (long Start, int Length)[][] chunks;
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle file;

    public PartitionReader(string path)
    {
        using (var index = new BinaryReader(new FileStream(path + PartitionWriter.IndexSuffix, FileMode.Open, FileAccess.Read)))
        {
            chunks = new (long, int)[index.ReadInt32()][];
            for (var partition = 0; partition < chunks.Length; partition++)
            {
                chunks[partition] = new (long, int)[index.ReadInt32()];
                for (var chunk = 0; chunk < chunks[partition].Length; chunk++)
                {
                    chunks[partition][chunk] = (index.ReadInt64(), index.ReadInt32());
                }
            }
        }

        file = File.OpenHandle(path);
    }

    public int Count => chunks.Length;

    /// <summary>Bytes of a partition.</summary>
    public long LengthOf(int partition)
    {
        var length = 0L;
        foreach (var chunk in chunks[partition])
        {
            length += chunk.Length;
        }

        return length;
    }

    /// <summary>Reads a whole partition, in the order in which it was appended.</summary>
    /// <exception cref="EndOfStreamException">The file is shorter than its index says.</exception>
    public unsafe void Read(int partition, NativeBuffer target)
    {
        target.Reserve(LengthOf(partition));
        var at = target.Start;
        foreach (var (start, length) in chunks[partition])
        {
            for (var done = 0; done < length;)
            {
                var read = RandomAccess.Read(file, new Span<byte>(at + done, length - done), start + done);
                done += read > 0 ? read : throw new EndOfStreamException("a file between two stages is cut off");
            }

            at += length;
        }
    }

    public void Dispose() => file.Dispose();
}
