using System.Runtime.CompilerServices;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public void Forgotten_tensors_are_freed_by_the_collector()
    {
        var before = Settle();
        Forget(2_000);

        Assert.InRange(Settle(), 0, before + 50);
    }

    [Fact]
    public void Collector_and_several_threads_can_free_while_operators_run()
    {
        const int threads = 6;
        var wrong = 0;
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        var workers = Enumerable.Range(0, threads).Select(seed => new Thread(() =>
        {
            for (var i = 0; i < 300; i++)
            {
                // Nothing here is kept in a variable that lives on: the collector may take each as soon as it is used.
                if (Math.Abs(ones([16, 16]).matmul(ones([16, 16])).sum().item<float>() - 4096f) > 0)
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        stop.Cancel();
        collector.Join();

        Assert.Equal(0, wrong);
    }

    [Fact]
    public void A_tensor_disposed_on_another_thread_fails_cleanly_or_works()
    {
        for (var round = 0; round < 200; round++)
        {
            var tensor = ones([64, 64]);
            var other = new Thread(tensor.Dispose);
            other.Start();
            try
            {
                using var sum = tensor.matmul(tensor).sum();
                Assert.Equal(64f * 64f * 64f, sum.item<float>());
            }
            catch (ObjectDisposedException)
            {
                // The other thread was first.
            }

            other.Join();
            Assert.True(tensor.IsInvalid);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = ones([4]);
        }
    }

    private static long Settle()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return Tensor.TotalCount;
    }
}
