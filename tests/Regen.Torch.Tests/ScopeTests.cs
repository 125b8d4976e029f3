using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

public sealed class ScopeTests
{
    [Fact]
    public void A_scope_frees_what_was_made_in_it_and_nothing_else()
    {
        using var outside = ones([2]);
        Tensor inside;
        Tensor moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                inside = outside + 1;
                moved = (outside + 2).MoveToOuterDisposeScope();
            }

            Assert.True(inside.IsInvalid);
            Assert.Equal(3f, moved[0].item<float>());
        }

        Assert.True(moved.IsInvalid);
        Assert.False(outside.IsInvalid);
    }

    [Fact]
    public void A_detached_tensor_outlives_every_scope()
    {
        Tensor kept;
        using (NewDisposeScope())
        {
            kept = ones([3]).DetachFromDisposeScope();
        }

        Assert.Equal(3, kept.sum().ToInt32());
        kept.Dispose();
    }

    [Fact]
    public void Disposing_twice_or_before_the_scope_does_no_harm()
    {
        using var scope = NewDisposeScope();
        var tensor = ones([3]);
        tensor.Dispose();
        tensor.Dispose();

        Assert.Equal(0, scope.DisposablesCount);
        Assert.Throws<ObjectDisposedException>(() => tensor.add(tensor));
    }

    [Fact]
    public void The_counters_of_the_thread_balance()
    {
        var counts = DisposeScopeManager.Statistics.TensorStatistics;
        var before = counts.ThreadTotalLiveCount;
        using (NewDisposeScope())
        {
            var one = ones([3]);
            _ = one + one;
            one.Dispose();
            ones([1]).DetachFromDisposeScope().Dispose();
            Assert.Equal(before + 1, counts.ThreadTotalLiveCount);
        }

        Assert.Equal(before, counts.ThreadTotalLiveCount);
    }

    [Fact]
    public void Everything_but_the_named_tensors_can_be_freed_midway()
    {
        using var scope = NewDisposeScope();
        var kept = ones([1]);
        var gone = ones([1]);

        scope.DisposeEverythingBut(kept);

        Assert.False(kept.IsInvalid);
        Assert.True(gone.IsInvalid);
        Assert.True(scope.Contains(kept));
    }

    [Fact]
    public void An_expression_in_a_scope_of_its_own_lets_only_its_result_out()
    {
        using var scope = NewDisposeScope();
        var result = WrappedTensorDisposeScope(() => ones([2]) + ones([2]) + ones([2]));

        Assert.Equal(1, scope.DisposablesCount);
        Assert.Equal(6f, result.sum().item<float>());
    }

    [Fact]
    public void A_scope_belongs_to_its_thread()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = ones([1]));
        thread.Start();
        thread.Join();

        Assert.False(scope.Contains(elsewhere!));
        elsewhere!.Dispose();
    }

    [Fact]
    public void Parameters_of_a_module_made_in_a_scope_outlive_it()
    {
        TorchSharp.Modules.Linear linear;
        using (NewDisposeScope())
        {
            linear = nn.Linear(2, 2);
        }

        Assert.False(linear.weight.IsInvalid);
        linear.Dispose();
        Assert.True(linear.weight.IsInvalid);
    }
}
