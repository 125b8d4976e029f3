using Regen.Core.Models.Encoders;
using Regen.Core.Models.Encoders.Bert;
using Regen.Core.Models.Encoders.Cache;
using Regen.Core.Tests.Storage;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Core.Tests.Models.Encoders;

/// <summary>Filling a cache by several workers.</summary>
[Collection("torch")] // seeds and threads belong to the process
public sealed class ParallelEncodingTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TinyBert tiny = new();
    private readonly int threads = get_num_threads();

    /// <summary>Eight shards.</summary>
    private static IReadOnlyList<string> Texts { get; } = [.. Enumerable.Range(0, 1990).Select(i => $"red pen {i} " + string.Concat(Enumerable.Repeat("blue gel ", i % 7)))];

    [Fact]
    public void The_bytes_do_not_depend_on_the_number_of_workers()
    {
        var alone = Bytes(1);
        Assert.Equal(alone, Bytes(2));
        Assert.Equal(alone, Bytes(5));
    }

    [Fact]
    public void The_number_of_threads_is_as_before_afterwards_and_no_tensor_is_left()
    {
        set_num_threads(3);
        using var encoder = BertEncoder.Open("tiny", tiny.Folder);
        var before = LiveTensors.Settled();
        TextVectorCache.OpenOrBuild(Request(encoder)).Dispose();
        Assert.Equal(3, get_num_threads());
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Several_calls_run_at_once_and_no_more_than_the_encoder_wants()
    {
        // A call waits until as many run as ever will: on a busy machine the third may come late.
        var most = 0;
        Slow? own = null;
        using var encoder = own = new Slow(3) { AtShard = _ => SpinWait.SpinUntil(() => (most = own!.MostAtOnce) >= 3, TimeSpan.FromSeconds(20)) };
        TextVectorCache.OpenOrBuild(Request(encoder)).Dispose();
        Assert.Equal(3, most);
        Assert.Equal(3, encoder.MostAtOnce);
    }

    [Fact]
    public void A_failing_worker_ends_the_work_keeps_what_came_before_it_and_nobody_uses_the_encoder_afterwards()
    {
        using var encoder = new Slow(3) { FailAt = 4 };
        Assert.Throws<InvalidOperationException>(() => TextVectorCache.OpenOrBuild(Request(encoder)));
        Assert.Equal(0, encoder.Running);
        encoder.FailAt = -1;
        var before = encoder.Shards;
        TextVectorCache.OpenOrBuild(Request(encoder)).Dispose();
        Assert.Equal(4, encoder.Shards - before); // of eight, those before the failed one were kept
    }

    [Fact]
    public void A_stop_keeps_whole_shards()
    {
        using var stop = new CancellationTokenSource();
        using var encoder = new Slow(2) { AtShard = shard => { if (shard == 3) { stop.Cancel(); } } };
        Assert.ThrowsAny<OperationCanceledException>(() => TextVectorCache.OpenOrBuild(Request(encoder), null, stop.Token));
        Assert.Equal(0, encoder.Running);
        using var whole = new TempFolder();
        TextVectorCache.OpenOrBuild(Request(encoder) with { Folder = whole.Path }).Dispose();
        TextVectorCache.OpenOrBuild(Request(encoder)).Dispose();
        Assert.Equal(Read(whole.Path), Read(folder.Path));
    }

    public void Dispose()
    {
        set_num_threads(threads);
        tiny.Dispose();
        folder.Dispose();
    }

    private byte[] Bytes(int workers)
    {
        set_num_threads(workers);
        using var place = new TempFolder();
        using var encoder = BertEncoder.Open("tiny", tiny.Folder);
        Assert.Equal(workers, encoder.Workers);
        TextVectorCache.OpenOrBuild(Request(encoder) with { Folder = place.Path }).Dispose();
        return Read(place.Path);
    }

    private static byte[] Read(string root)
    {
        var cache = Assert.Single(Directory.GetDirectories(root));
        return [.. File.ReadAllBytes(Path.Combine(cache, "index")), .. File.ReadAllBytes(Path.Combine(cache, "rows"))];
    }

    private CacheRequest Request(ITextEncoder encoder) => new() { Folder = folder.Path, Encoder = encoder, Texts = Texts, Form = "tokens", MaxTokens = 16 };

    /// <summary>One number a text, its length, after a while.</summary>
    private sealed class Slow(int workers) : ITextEncoder
    {
        private static readonly Dictionary<string, int> Places =
            Texts.OrderByDescending(text => text.Length).Select((text, place) => (text, place)).ToDictionary(one => one.text, one => one.place);

        private readonly Lock gate = new();

        public int FailAt { get; set; } = -1;

        public Action<int> AtShard { get; init; } = _ => { };

        public int MostAtOnce { get; private set; }

        public int Running { get; private set; }

        public int Shards { get; private set; }

        public string Name => "slow";

        public string Fingerprint => "slow";

        public int Width => 1;

        public int Workers => workers;

        public EncodedTexts Encode(IReadOnlyList<string> texts, TextForm form, CancellationToken stop = default) => Prepare(texts, form)(stop);

        public Func<CancellationToken, EncodedTexts> Prepare(IReadOnlyList<string> texts, TextForm form)
        {
            var shard = Places[texts[0]] / CachePlan.ShardSize;
            return stop => Run(texts, shard);
        }

        public void Dispose()
        {
        }

        private EncodedTexts Run(IReadOnlyList<string> texts, int shard)
        {
            lock (gate)
            {
                MostAtOnce = Math.Max(MostAtOnce, ++Running);
                Shards++;
            }

            try
            {
                Thread.Sleep(60);
                AtShard(shard);
                return shard == FailAt ? throw new InvalidOperationException("broken") : new EncodedTexts(1, [.. texts.Select(_ => 1)], [.. texts.Select(text => (float)text.Length)]);
            }
            finally
            {
                lock (gate)
                {
                    Running--;
                }
            }
        }
    }
}
