using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Regen.Core.Domain;
using Regen.Core.Text;
using static TorchSharp.torch;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>An encoded shard as the file holds it.</summary>
/// <param name="Record">Its entry in the journal.</param>
/// <param name="Rows">Its vectors, float16.</param>
internal sealed record EncodedShard(CacheShard Record, Half[] Rows);

/// <summary>Encodes shards, several at once where the encoder gains by it, and gives them out in order.</summary>
/// <remarks>
/// A shard is always encoded whole, by one worker and with one thread per operator where workers share the processor: its
/// bits depend neither on how many workers there are nor on what else is encoded. Texts are split into tokens ahead of the
/// model, on other threads.
/// </remarks>
internal sealed class ShardEncoding(CachePlan plan, ITextEncoder encoder)
{
    private const int PreparedAhead = 2; // shards: enough that a worker never waits for tokens

    /// <param name="first">First shard.</param>
    /// <param name="end">One past the last shard.</param>
    /// <param name="stop">Ends the work; shards that are done by then still come out.</param>
    public IEnumerable<EncodedShard> InOrder(int first, int end, CancellationToken stop)
    {
        var workers = Math.Min(encoder.Workers, end - first);
        return workers > 1 ? ByWorkers(first, end, workers, stop) : ByCaller(first, end, stop);
    }

    /// <summary>For an encoder that one thread owns, such as one on an accelerator.</summary>
    private IEnumerable<EncodedShard> ByCaller(int first, int end, CancellationToken stop)
    {
        var prepared = new Queue<Task<Func<CancellationToken, EncodedTexts>>>();
        var next = first;
        for (var shard = first; shard < end; shard++)
        {
            stop.ThrowIfCancellationRequested();
            while (next < end && prepared.Count <= PreparedAhead)
            {
                prepared.Enqueue(Prepare(next++, CancellationToken.None));
            }

            yield return Pack(prepared.Dequeue().GetAwaiter().GetResult()(stop));
        }
    }

    private IEnumerable<EncodedShard> ByWorkers(int first, int end, int workers, CancellationToken stop)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var free = new SemaphoreSlim(workers);
        var running = new Queue<Task<EncodedShard>>();
        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            for (var (shard, next) = (first, first); shard < end; shard++)
            {
                while (next < end && running.Count < workers + PreparedAhead)
                {
                    running.Enqueue(Work(next++, free, abandoned.Token));
                }

                yield return running.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            abandoned.Cancel();
            Task.WhenAll(running).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None); // nobody may use the encoder any more
            set_num_threads(threads);
        }
    }

    private async Task<EncodedShard> Work(int shard, SemaphoreSlim free, CancellationToken stop)
    {
        var rest = await Prepare(shard, stop).ConfigureAwait(false);
        await free.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return Pack(rest(stop));
        }
        finally
        {
            free.Release();
        }
    }

    private Task<Func<CancellationToken, EncodedTexts>> Prepare(int shard, CancellationToken stop)
    {
        var (start, end) = plan.Shard(shard);
        return Task.Run(() => encoder.Prepare([.. plan.Distinct.Skip(start).Take(end - start)], plan.Form), stop);
    }

    private EncodedShard Pack(EncodedTexts encoded)
    {
        var rows = new Half[encoded.Values.Length];
        TensorPrimitives.ConvertToHalf(encoded.Values, rows);
        if (!TensorPrimitives.IsFiniteAll<Half>(rows))
        {
            throw new RegenException($"{encoder.Name} gave a number that is not finite in float16", plan.Folder, "check the encoder's weights");
        }

        var counts = Enumerable.Range(0, encoded.Count).Select(encoded.RowCount).ToArray();
        return new EncodedShard(new CacheShard(counts, XxHash64.Of(MemoryMarshal.AsBytes<Half>(rows))), rows);
    }
}
