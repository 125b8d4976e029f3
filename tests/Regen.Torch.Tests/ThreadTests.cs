using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

public sealed class ThreadTests
{
    [Fact]
    public void Threads_default_to_the_physical_cores_and_hold_on_every_thread()
    {
        Assert.InRange(Threads.PhysicalCores, 1, Environment.ProcessorCount);
        var before = get_num_threads();
        Assert.Equal(Threads.Default, before);
        try
        {
            set_num_threads(1);
            Assert.Equal(1, get_num_threads());
            var elsewhere = 0;
            var thread = new Thread(() =>
            {
                using var tensor = ones([1]);
                elsewhere = get_num_threads();
            });
            thread.Start();
            thread.Join();
            Assert.Equal(1, elsewhere);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void Gradients_can_be_switched_off_per_thread_and_come_back()
    {
        using var scope = NewDisposeScope();
        var weight = ones([1]).requires_grad_();
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((weight * 2).requires_grad);
            using (enable_grad())
            {
                Assert.True((weight * 2).requires_grad);
            }

            Assert.False(is_grad_enabled());
        }

        using (inference_mode())
        {
            Assert.False((weight * 2).requires_grad);
        }

        Assert.True((weight * 2).requires_grad);
    }

    [Fact]
    public void The_build_names_its_version_and_the_memory_its_tensors()
    {
        using var scope = NewDisposeScope();
        _ = ones([64, 64]).matmul(ones([64, 64]));

        var build = TorchBuild.Describe();

        Assert.Matches(@"^\d+\.\d+", build.Version);
        Assert.Contains("ATen/Parallel", build.Details, StringComparison.Ordinal);
        Assert.NotEqual("unknown", TorchBuild.LoadedBlas());
        Assert.InRange(TorchMemory.Now().LiveTensors, 3, TorchMemory.Now().PeakTensors);
    }
}
