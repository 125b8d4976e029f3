using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Attention by libtorch's own fused operator where it has one, else by its definition.</summary>
internal static class Attention
{
    private static readonly bool HasFused = Version.TryParse(__version__.Split('+', 'a', 'r')[0], out var version) && version.Major >= 2;

    internal static Tensor Run(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
    {
        if (causal && mask is not null)
        {
            throw new ArgumentException("causal attention takes no mask beside", nameof(mask));
        }

        return HasFused
            ? Aten.scaled_dot_product_attention.Call(query, key, value, mask, p, causal)
            : ByDefinition(query, key, value, mask, p, causal);
    }

    private static Tensor ByDefinition(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
    {
        using var scope = NewDisposeScope();
        var scores = query.mul(1 / Math.Sqrt(query.size(-1))).matmul(key.transpose(-2, -1));
        scores = causal ? Masked(scores, Past(scores)) : mask is null ? scores : Masked(scores, mask);
        var weights = scores.softmax(-1);
        if (p > 0)
        {
            weights = nn.functional.dropout(weights, p);
        }

        return weights.matmul(value).MoveToOuterDisposeScope();
    }

    private static Tensor Masked(Tensor scores, Tensor mask) =>
        mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores.add(mask);

    private static Tensor Past(Tensor scores) =>
        ones([scores.size(-2), scores.size(-1)], ScalarType.Bool, scores.device).tril();
}
