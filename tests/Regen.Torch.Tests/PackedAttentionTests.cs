using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Torch.Tests;

/// <summary>Attention without padding against the operator it replaces, sequence by sequence.</summary>
public sealed class PackedAttentionTests
{
    [Theory]
    [InlineData(1, 4, false)]
    [InlineData(2, 64, false)]
    [InlineData(2, 64, true)]
    [InlineData(4, 16, true)]
    [InlineData(3, 20, false)]
    public void Values_and_gradients_are_those_of_each_sequence_alone(int heads, int width, bool isCausal)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        long[] lengths = [5, 1, 0, 17, 16, 33, 50];
        var (offsets, total, columns) = (Offsets(lengths), lengths.Sum(), (long)heads * width);
        var packed = randn([total, 3 * columns]).requires_grad_();
        var alone = packed.detach().clone().requires_grad_();
        var outer = randn([total, columns]);

        var found = Fused.PackedAttention(packed, tensor(offsets), heads, 0, isCausal);
        found.backward(grad_tensors: [outer]);
        List<Tensor> parts = [];
        for (var i = 0; i < lengths.Length; i++)
        {
            parts.Add(Alone(alone.narrow(0, offsets[i], lengths[i]), heads, isCausal));
        }

        var expected = cat(parts, 0);
        expected.backward(grad_tensors: [outer]);

        Close.Assert(expected, found, 1e-5, "values");
        Close.Assert(alone.grad!, packed.grad!, 2e-5, "gradients");
    }

    [Fact]
    public void Dropout_drops_its_share_and_repeats_with_the_seed()
    {
        using var scope = NewDisposeScope();
        const int length = 200;
        var qkv = zeros([length, 3 * 16]);
        qkv[TorchSharp.torch.TensorIndex.Colon, TorchSharp.torch.TensorIndex.Slice(32, 48)] = ones([length, 16]);
        var offsets = tensor(new long[] { 0, length });

        Tensor Draw()
        {
            manual_seed(11);
            return Fused.PackedAttention(qkv, offsets, 1, 0.25, false);
        }

        var once = Draw();
        Assert.True(once.equal(Draw()));
        Assert.False(once.equal(Fused.PackedAttention(qkv, offsets, 1, 0.25, false)));
        // Each value is kept / (1 - p) over 200 draws: mean 1, and the mean of 200 such has a deviation of 0.003.
        Assert.Equal(1, once.mean().item<float>(), 0.015);
    }

    [Fact]
    public void Gradients_under_dropout_are_those_of_the_weights_that_stayed()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var (qkv, offsets) = (randn([7, 3 * 16]), tensor(new long[] { 0, 7 }));
        var direction = randn([7, 3 * 16]);
        var outer = randn([7, 16]);

        double Along(double by)
        {
            manual_seed(9);
            return (Fused.PackedAttention(qkv + (direction * by), offsets, 2, 0.3, false).to(ScalarType.Float64) * outer).sum().item<double>();
        }

        manual_seed(9);
        var learning = qkv.clone().requires_grad_();
        (Fused.PackedAttention(learning, offsets, 2, 0.3, false) * outer).sum().backward();

        var slope = (learning.grad! * direction).sum().item<float>();
        Assert.Equal((Along(1e-2) - Along(-1e-2)) / 2e-2, slope, 2e-2 * Math.Max(1, Math.Abs(slope)));
    }

    private static Tensor Alone(Tensor qkv, int heads, bool isCausal)
    {
        var (length, width) = (qkv.size(0), qkv.size(1) / 3);
        if (length == 0)
        {
            return qkv.narrow(1, 0, width);
        }

        var split = qkv.view(length, 3, heads, width / heads).permute(1, 2, 0, 3);
        return functional.scaled_dot_product_attention(split.select(0, 0), split.select(0, 1), split.select(0, 2), null, 0, isCausal)
            .transpose(0, 1).reshape(length, width);
    }

    private static long[] Offsets(long[] lengths)
    {
        var offsets = new long[lengths.Length + 1];
        for (var i = 0; i < lengths.Length; i++)
        {
            offsets[i + 1] = offsets[i] + lengths[i];
        }

        return offsets;
    }
}
