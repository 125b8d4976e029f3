using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Regen.Core.Domain;
using Regen.Core.Text;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>Makes a cache shard by shard, or goes on where an earlier maker was killed. The caller holds the lock.</summary>
internal sealed class CacheBuilder(CachePlan plan, ITextEncoder encoder, IProgress<WorkProgress>? progress)
{
    private readonly CacheFiles files = new(plan.Folder);
    private readonly List<int> rowCounts = [];
    private readonly List<ulong> checksums = [];

    public void Build(CancellationToken stop)
    {
        if (!File.Exists(files.NewRows) && File.Exists(files.Rows))
        {
            File.Move(files.Rows, files.NewRows); // killed between the renames below
        }

        using (var rows = new FileStream(files.NewRows, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0))
        using (var journal = CacheJournal.Open(files.Journal))
        {
            Resume(rows, journal);
            EncodeRest(rows, journal, stop);
        }

        var index = new CacheIndex(plan.Key, plan.Width, plan.RowGroups, [.. rowCounts], [.. checksums]);
        WriteThrough(files.NewIndex, index.ToBytes());
        File.Move(files.NewRows, files.Rows, overwrite: true);
        File.Move(files.NewIndex, files.Index, overwrite: true);
        File.Delete(files.Journal);
    }

    /// <summary>Takes over every leading shard whose rows are whole and cuts off what comes after.</summary>
    private void Resume(FileStream rows, CacheJournal journal)
    {
        var buffer = Array.Empty<byte>();
        foreach (var shard in journal.Read(plan))
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

    private void EncodeRest(FileStream rows, CacheJournal journal, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var total = plan.Distinct.Sum(plan.Work);
        var before = plan.Distinct.Take(rowCounts.Count).Sum(plan.Work);
        var (resumed, done) = (rowCounts.Count, before);
        for (var shard = checksums.Count; shard < plan.ShardCount; shard++)
        {
            stop.ThrowIfCancellationRequested();
            var (start, end) = plan.Shard(shard);
            var texts = plan.Distinct.Skip(start).Take(end - start).ToList();
            Write(encoder.Encode(texts, plan.Form, stop), rows, journal);
            done += texts.Sum(plan.Work);
            Report(end, resumed, clock.Elapsed, TimeLeft(clock.Elapsed, done - before, total - done));
        }
    }

    private void Write(EncodedTexts encoded, FileStream rows, CacheJournal journal)
    {
        var halves = new Half[encoded.Values.Length];
        TensorPrimitives.ConvertToHalf(encoded.Values, halves);
        if (!TensorPrimitives.IsFiniteAll<Half>(halves))
        {
            throw new RegenException(
                $"{encoder.Name} gave a number that is not finite in float16", plan.Folder, "check the encoder's weights");
        }

        var bytes = MemoryMarshal.AsBytes<Half>(halves);
        rows.Write(bytes);
        rows.Flush(flushToDisk: true);
        var shard = new CacheShard([.. Enumerable.Range(0, encoded.Count).Select(encoded.RowCount)], XxHash64.Of(bytes));
        journal.Append(shard);
        Keep(shard);
    }

    private void Keep(CacheShard shard)
    {
        rowCounts.AddRange(shard.RowCounts);
        checksums.Add(shard.Checksum);
    }

    private long RowBytesSoFar() => rowCounts.Sum(count => (long)count) * plan.Width * sizeof(ushort);

    private int RowBytes(IEnumerable<int> counts) => checked(counts.Sum() * plan.Width * sizeof(ushort));

    private static TimeSpan TimeLeft(TimeSpan spent, long done, long left) => TimeSpan.FromSeconds(spent.TotalSeconds * left / done);

    private void Report(int done, int resumed, TimeSpan spent, TimeSpan left) => progress?.Report(new WorkProgress(
        $"encoding texts ({encoder.Name})",
        done,
        plan.Distinct.Count,
        "texts",
        $"{(done - resumed) / Math.Max(spent.TotalSeconds, 1e-6):F0} texts/s, {Math.Ceiling(left.TotalSeconds):F0} s left"));

    private static void WriteThrough(string path, byte[] bytes)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }
}
