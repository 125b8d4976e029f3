using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

/// <summary>Attention of latents over texts and over themselves against the chain of operators that it replaces.</summary>
public sealed class LatentAttentionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 4, false)]
    [InlineData(37, 4, 8, 4, 64, false)]
    [InlineData(37, 4, 8, 4, 64, true)]
    [InlineData(50, 2, 19, 2, 20, true)] // neither keys nor width fill their vectors
    [InlineData(3, 33, 5, 3, 16, true)] // more latents than keys
    public void Values_and_gradients_are_those_of_the_chain(int texts, int latents, int keys, int heads, int width, bool hasBias)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var columns = (long)heads * width;
        var given = Learned([texts, latents, columns], [texts, keys, 2 * columns], [texts, latents, 2 * columns]);
        var plain = Copies(given);
        var bias = hasBias ? Shut(texts, keys) : null;
        var outer = randn([texts, latents, columns]);

        var found = Fused.LatentAttention(given[0], given[1], given[2], bias, heads);
        found.backward(grad_tensors: [outer]);
        var expected = Chain(plain[0], cat([plain[1], plain[2]], 1), bias, heads);
        expected.backward(grad_tensors: [outer]);

        Close.Assert(expected, found, 1e-5, "values");
        Close.Assert(plain[0].grad!, given[0].grad!, 2e-5, "gradient of queries");
        Close.Assert(plain[1].grad!, given[1].grad!, 2e-5, "gradient of the texts' keys and values");
        Close.Assert(plain[2].grad!, given[2].grad!, 2e-5, "gradient of the latents' keys and values");
    }

    [Theory]
    [InlineData(1, 1, 1, 1, 4, false)]
    [InlineData(70, 4, 8, 4, 64, true)] // more texts than one block sums
    [InlineData(50, 3, 19, 2, 20, true)]
    [InlineData(33, 17, 2, 3, 24, false)]
    public void Shared_latents_give_what_they_give_one_by_one(int texts, int latents, int keys, int heads, int width, bool hasBias)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var (columns, scores) = ((long)heads * width, (long)heads * latents);
        var given = Learned([texts, keys, scores + columns], [latents, scores + columns]);
        var plain = Copies(given);
        var bias = hasBias ? Shut(texts, keys) : null;
        var outer = randn([texts, latents, columns]);

        var found = Fused.SharedLatentAttention(given[0], given[1], bias, heads);
        found.backward(grad_tensors: [outer]);
        var expected = ScoredChain(cat([plain[0], plain[1].unsqueeze(0).expand(texts, -1, -1)], 1), bias, heads, latents);
        expected.backward(grad_tensors: [outer]);

        Close.Assert(expected, found, 1e-5, "values");
        Close.Assert(plain[0].grad!, given[0].grad!, 2e-5, "gradient of the texts' scores and values");
        Close.Assert(plain[1].grad!, given[1].grad!, 1e-4, "gradient of the latents' scores and values");
    }

    [Fact]
    public void No_number_of_threads_changes_a_shared_gradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var (rows, own) = (randn([301, 5, 40]), randn([4, 40]));
        var threads = get_num_threads();
        try
        {
            Assert.Equal(Gradient(1), Gradient(3));
        }
        finally
        {
            set_num_threads(threads);
        }

        float[] Gradient(int count)
        {
            set_num_threads(count);
            var learned = own.detach().clone().requires_grad_();
            Fused.SharedLatentAttention(rows, learned, null, 2).pow(2).sum().backward();
            return learned.grad!.data<float>().ToArray();
        }
    }

    [Fact]
    public void No_texts_have_no_answers()
    {
        using var scope = NewDisposeScope();
        var (q, kv) = (zeros([0, 2, 16]).requires_grad_(), zeros([0, 3, 32]));
        var found = Fused.LatentAttention(q, kv, zeros([0, 2, 32]), null, 1);
        found.sum().backward();
        Assert.Equal([0, 2, 16], found.shape);
        Assert.Equal([0, 2, 16], q.grad!.shape);

        var own = zeros([2, 18]).requires_grad_();
        Fused.SharedLatentAttention(zeros([0, 3, 18]), own, null, 1).sum().backward();
        Assert.Equal(new float[36], own.grad!.data<float>().ToArray());
    }

    private static Tensor[] Learned(params long[][] shapes) => Array.ConvertAll(shapes, shape => randn(shape).requires_grad_());

    private static Tensor[] Copies(Tensor[] tensors) => Array.ConvertAll(tensors, tensor => tensor.detach().clone().requires_grad_());

    // Some keys of each text are shut, as a mask shuts them.
    private static Tensor Shut(int texts, int keys) => rand([texts, keys]).lt(0.4).to(ScalarType.Float32).mul(-1e9);

    private static Tensor Chain(Tensor q, Tensor kv, Tensor? bias, int heads)
    {
        var parts = kv.chunk(2, -1);
        var scores = Heads(q, heads).matmul(Heads(parts[0], heads).transpose(-2, -1)) / Math.Sqrt(q.size(2) / heads);
        return Mixed(scores, parts[1], bias, heads);
    }

    private static Tensor ScoredChain(Tensor rows, Tensor? bias, int heads, int latents)
    {
        var scores = rows.narrow(2, 0, heads * latents).reshape(rows.size(0), rows.size(1), heads, latents).permute(0, 2, 3, 1);
        return Mixed(scores, rows.narrow(2, heads * latents, rows.size(2) - (heads * latents)), bias, heads);
    }

    private static Tensor Mixed(Tensor scores, Tensor values, Tensor? bias, int heads)
    {
        var added = bias is null ? null : cat([bias, zeros([bias.size(0), scores.size(2)])], 1).unsqueeze(1).unsqueeze(1);
        return (added is null ? scores : scores + added).softmax(-1).matmul(Heads(values, heads)).transpose(1, 2).flatten(2);
    }

    private static Tensor Heads(Tensor x, int heads) => x.reshape(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
}
