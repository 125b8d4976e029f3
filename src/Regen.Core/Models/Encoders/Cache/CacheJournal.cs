using System.Runtime.InteropServices;
using Regen.Core.Text;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>One finished shard: rows of each of its texts, and the XXH64 of their bytes.</summary>
internal sealed record CacheShard(int[] RowCounts, ulong Checksum);

/// <summary>Which shards of an unfinished cache are on disk; a record is appended after the rows it speaks of.</summary>
/// <remarks>Record, little endian: number of texts (int32), rows of each (int32), XXH64 of the rows, XXH64 of the record so far.</remarks>
internal sealed class CacheJournal : IDisposable
{
    private readonly FileStream stream;
    private readonly List<long> ends = [];

    private CacheJournal(FileStream stream) => this.stream = stream;

    public static CacheJournal Open(string path) =>
        new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0));

    /// <summary>The leading records that are whole and fit the plan.</summary>
    /// <param name="plan">What the cache holds.</param>
    /// <param name="first">The shard that the first record is of.</param>
    /// <param name="beyond">One past the last shard that may be here.</param>
    public List<CacheShard> Read(CachePlan plan, int first, int beyond)
    {
        var shards = new List<CacheShard>();
        stream.Position = 0;
        ends.Clear();
        for (var shard = first; shard < beyond; shard++)
        {
            var (start, end) = plan.Shard(shard);
            var record = new byte[LengthOf(end - start)];
            if (stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) < record.Length
                || BitConverter.ToInt32(record) != end - start
                || XxHash64.Of(record.AsSpan(0, record.Length - 8)) != BitConverter.ToUInt64(record, record.Length - 8))
            {
                break;
            }

            var counts = MemoryMarshal.Cast<byte, int>(record.AsSpan(4, 4 * (end - start))).ToArray();
            shards.Add(new CacheShard(counts, BitConverter.ToUInt64(record, record.Length - 16)));
            ends.Add(stream.Position);
        }

        return shards;
    }

    /// <summary>Forgets every record after the first few and continues behind them.</summary>
    public void KeepFirst(int records)
    {
        var end = records == 0 ? 0 : ends[records - 1];
        if (stream.Length > end)
        {
            stream.SetLength(end);
        }

        stream.Position = end;
    }

    public void Append(CacheShard shard)
    {
        var record = new byte[LengthOf(shard.RowCounts.Length)];
        BitConverter.TryWriteBytes(record, shard.RowCounts.Length);
        MemoryMarshal.AsBytes<int>(shard.RowCounts).CopyTo(record.AsSpan(4));
        BitConverter.TryWriteBytes(record.AsSpan(record.Length - 16), shard.Checksum);
        BitConverter.TryWriteBytes(record.AsSpan(record.Length - 8), XxHash64.Of(record.AsSpan(0, record.Length - 8)));
        stream.Write(record);
        stream.Flush(flushToDisk: true);
    }

    public void Dispose() => stream.Dispose();

    private static int LengthOf(int texts) => 4 + (4 * texts) + 8 + 8;
}
