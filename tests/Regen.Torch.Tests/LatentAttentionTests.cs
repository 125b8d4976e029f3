using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

/// <summary>Attention of latents over texts against the chain of operators that it replaces.</summary>
public sealed class LatentAttentionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 4, false)]
    [InlineData(37, 4, 8, 4, 64, false)]
    [InlineData(37, 4, 8, 4, 64, true)]
    [InlineData(50, 2, 19, 2, 20, true)] // neither keys nor width fill their vectors
    [InlineData(3, 33, 5, 3, 16, true)] // more queries than keys
    public void Values_and_gradients_are_those_of_the_chain(int texts, int queries, int keys, int heads, int width, bool hasBias)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var columns = (long)heads * width;
        var (q, kv) = (randn([texts, queries, columns]).requires_grad_(), randn([texts, keys, 2 * columns]).requires_grad_());
        var (plain_q, plain_kv) = (q.detach().clone().requires_grad_(), kv.detach().clone().requires_grad_());
        var bias = hasBias ? Shut(texts, keys) : null;
        var outer = randn([texts, queries, columns]);

        var found = Fused.LatentAttention(q, kv, bias, heads);
        found.backward(grad_tensors: [outer]);
        var expected = Chain(plain_q, plain_kv, bias, heads);
        expected.backward(grad_tensors: [outer]);

        Close.Assert(expected, found, 1e-5, "values");
        Close.Assert(plain_q.grad!, q.grad!, 2e-5, "gradient of queries");
        Close.Assert(plain_kv.grad!, kv.grad!, 2e-5, "gradient of keys and values");
    }

    [Fact]
    public void No_texts_have_no_answers()
    {
        using var scope = NewDisposeScope();
        var (q, kv) = (zeros([0, 2, 16]).requires_grad_(), zeros([0, 3, 32]));
        var found = Fused.LatentAttention(q, kv, null, 1);
        found.sum().backward();
        Assert.Equal([0, 2, 16], found.shape);
        Assert.Equal([0, 2, 16], q.grad!.shape);
    }

    [Fact]
    public void Queries_that_all_texts_share_get_the_sum_of_their_gradients()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var (q, kv) = (randn([1, 4, 32]).requires_grad_(), randn([9, 6, 64]));
        var plain = q.detach().clone().requires_grad_();
        Fused.LatentAttention(q.expand(9, -1, -1), kv, null, 2).pow(2).sum().backward();
        Chain(plain.expand(9, -1, -1), kv, null, 2).pow(2).sum().backward();
        Close.Assert(plain.grad!, q.grad!, 1e-4, "gradient of queries");
    }

    // Some keys of each text are shut, as a mask shuts them; the last never is.
    private static Tensor Shut(int texts, int keys)
    {
        var isShut = rand([texts, keys]).lt(0.4);
        isShut[TensorIndex.Colon, TensorIndex.Single(keys - 1)] = tensor(false);
        return isShut.to(ScalarType.Float32).mul(-1e9);
    }

    private static Tensor Chain(Tensor q, Tensor kv, Tensor? bias, int heads)
    {
        Tensor Heads(Tensor x) => x.reshape(x.size(0), x.size(1), heads, q.size(2) / heads).transpose(1, 2);
        var parts = kv.chunk(2, -1);
        var scores = Heads(q).matmul(Heads(parts[0]).transpose(-2, -1)) / Math.Sqrt(q.size(2) / heads);
        var weights = (bias is null ? scores : scores + bias.unsqueeze(1).unsqueeze(1)).softmax(-1);
        return weights.matmul(Heads(parts[1])).transpose(1, 2).flatten(2);
    }
}
