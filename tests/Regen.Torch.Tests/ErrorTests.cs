using System.Runtime.InteropServices;
using TorchSharp.Native;
using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

public sealed class ErrorTests
{
    [Fact]
    public void An_error_carries_libtorchs_first_line_and_the_shapes_of_the_operands()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<TorchException>(() => ones([2, 3]).matmul(ones([4, 5], float64)));

        Assert.Contains("Float32 [2, 3]", error.Message, StringComparison.Ordinal);
        Assert.Contains("Float64 [4, 5]", error.Message, StringComparison.Ordinal);
        Assert.Contains("matmul", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Message.Split('\n').Length);
        Assert.IsAssignableFrom<ExternalException>(error);
    }

    [Fact]
    public void Every_kind_of_failure_comes_back_as_an_exception()
    {
        using var scope = NewDisposeScope();
        Action[] failures =
        [
            () => ones([2]).view(3),
            () => ones([2]).index_select(0, tensor(new long[] { 7 })),
            () => cat([ones([2, 2]), ones([3, 3])]),
            () => ones([2]).backward(),
            () => einsum("ij,jk->ik", ones([2, 2])),
            () => nn.functional.cross_entropy(ones([2, 3]), tensor(new long[] { 0, 3 })),
            () => ones([1]).requires_grad_().add_(1),
            () => empty([long.MaxValue / 8]),
            () => new Operator("no_such_operator").Call(ones([1])),
            () => new Operator("add", "Tensor").Call(ones([1])),
            () => new Operator("add", "Tensor").Call(ones([1]), "text"),
            () => Generator.Default.set_state(zeros([1])),
            () => set_num_threads(0),
        ];

        foreach (var failure in failures)
        {
            Assert.NotEmpty(Assert.Throws<TorchException>(failure).Message);
        }
    }

    [Fact]
    public void After_a_failure_the_next_call_works()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<TorchException>(() => ones([2]).view(3));

        Assert.Equal(2f, ones([2]).sum().item<float>());
    }

    [Fact]
    public void A_disposed_operand_is_named_and_the_others_are_released()
    {
        var gone = ones([2]);
        var here = ones([2]);
        gone.Dispose();

        Assert.Throws<ObjectDisposedException>(() => here.add(gone));
        here.Dispose();

        Assert.True(here.SafeHandle.IsClosed);
    }

    [Fact]
    public void Reading_as_the_wrong_type_says_which_is_right()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => ones([2], float64).data<float>());

        Assert.Contains("Float64 [2]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ones([2]).item<float>());
        Assert.Throws<InvalidOperationException>(() => ones([2, 3]).t().bytes.Length.ToString());
    }

    [Fact]
    public void A_missing_native_library_is_looked_for_where_the_environment_says_first()
    {
        var places = NativeLoader.Candidates("/opt/shim.so", "/a/b").ToList();

        Assert.Equal("/opt/shim.so", places[0]);
        Assert.Equal("/a/b/libregen_torch.so", places[1]);
        Assert.Contains("/a/artifacts/native/libregen_torch.so", places);
    }
}
