using System.Diagnostics;
using System.Runtime.InteropServices;
using Regen.Core.Domain;
using Regen.Core.Text;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>Makes a cache, or some of its shards, shard by shard, or goes on where an earlier maker was killed. The caller holds the lock.</summary>
internal sealed class CacheBuilder
{
    private readonly CachePlan plan;
    private readonly CacheFiles files;
    private readonly int first;
    private readonly int end;
    private readonly IProgress<WorkProgress>? progress;
    private readonly List<int> rowCounts = [];
    private readonly List<ulong> checksums = [];

    /// <param name="plan">What the whole cache holds.</param>
    /// <param name="files">Where this maker writes.</param>
    /// <param name="shards">First shard to make and one past the last.</param>
    /// <param name="progress">Told after every shard.</param>
    public CacheBuilder(CachePlan plan, CacheFiles files, (int First, int End) shards, IProgress<WorkProgress>? progress)
    {
        (this.plan, this.files, this.progress) = (plan, files, progress);
        (first, end) = shards;
    }

    /// <summary>Makes all shards and writes an index last.</summary>
    /// <param name="encoder">Who encodes.</param>
    /// <param name="index">The bytes of the index, from the rows of each distinct text and the checksum of each shard.</param>
    /// <param name="stop">Ends the work; what is done is kept.</param>
    public void Build(ITextEncoder encoder, Func<int[], ulong[], byte[]> index, CancellationToken stop)
    {
        if (!File.Exists(files.NewRows) && File.Exists(files.Rows))
        {
            File.Move(files.Rows, files.NewRows); // killed between the renames below
        }

        using (var rows = new FileStream(files.NewRows, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0))
        using (var journal = CacheJournal.Open(files.Journal))
        {
            Resume(rows, journal);
            EncodeRest(encoder, rows, journal, stop);
        }

        files.Finish(index([.. rowCounts], [.. checksums]));
    }

    /// <summary>Takes over every leading shard whose rows are whole and cuts off what comes after.</summary>
    private void Resume(FileStream rows, CacheJournal journal)
    {
        var buffer = Array.Empty<byte>();
        foreach (var shard in journal.Read(plan, first, end))
        {
            var length = RowBytes(shard.RowCounts);
            buffer = buffer.Length < length ? new byte[length] : buffer;
            var read = rows.ReadAtLeast(buffer.AsSpan(0, length), length, throwOnEndOfStream: false);
            if (read < length || XxHash64.Of(buffer.AsSpan(0, length)) != shard.Checksum)
            {
                break;
            }

            Keep(shard);
        }

        var kept = RowBytesSoFar();
        if (rows.Length > kept)
        {
            rows.SetLength(kept);
        }

        rows.Position = kept;
        journal.KeepFirst(checksums.Count);
    }

    private void EncodeRest(ITextEncoder encoder, FileStream rows, CacheJournal journal, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var shard = first + checksums.Count;
        var work = plan.ShardWork;
        var left = work.Skip(shard).Take(end - shard).Sum();
        var (resumed, done) = (rowCounts.Count, 0L);
        foreach (var encoded in new ShardEncoding(plan, encoder).InOrder(shard, end, stop))
        {
            Write(encoded, rows, journal);
            done += work[shard];
            left -= work[shard++];
            Report(encoder.Name, resumed, clock.Elapsed, TimeSpan.FromSeconds(clock.Elapsed.TotalSeconds * left / done));
        }
    }

    private void Write(EncodedShard shard, FileStream rows, CacheJournal journal)
    {
        rows.Write(MemoryMarshal.AsBytes<Half>(shard.Rows));
        rows.Flush(flushToDisk: true);
        journal.Append(shard.Record);
        Keep(shard.Record);
    }

    private void Keep(CacheShard shard)
    {
        rowCounts.AddRange(shard.RowCounts);
        checksums.Add(shard.Checksum);
    }

    private long RowBytesSoFar() => rowCounts.Sum(count => (long)count) * plan.Width * sizeof(ushort);

    private int RowBytes(IEnumerable<int> counts) => checked(counts.Sum() * plan.Width * sizeof(ushort));

    private void Report(string encoder, int resumed, TimeSpan spent, TimeSpan left) => progress?.Report(new WorkProgress(
        $"encoding texts ({encoder})",
        rowCounts.Count,
        plan.TextsOf(first, end).Count,
        "texts",
        $"{(rowCounts.Count - resumed) / Math.Max(spent.TotalSeconds, 1e-6):F0} texts/s, {Math.Ceiling(left.TotalSeconds):F0} s left"));
}
