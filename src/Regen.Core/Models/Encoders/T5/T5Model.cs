using Regen.Core.Models.Encoders.Packed;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Encoders.T5;

// Shape letters: N tokens of all texts of a batch, T tokens of one text, H heads, D model width, F feed-forward width, V vocabulary.

/// <summary>T5's encoder stack, frozen: blocks normed before each residual sum, no biases, scores that nothing divides, relative positions.</summary>
/// <remarks>Source: Raffel et al. 2020, arXiv:1910.10683; the gated form: Shazeer 2020, arXiv:2002.05202, as in T5 1.1 and mT5 (Xue et al. 2021, arXiv:2010.11934).</remarks>
internal sealed class T5Model : IPackedModel
{
    private readonly T5Config config;
    private readonly ScalarType precision;
    private readonly Tensor words_VD; // in the file's float type: it is most of a multilingual model
    private readonly Tensor bias_BH; // per bucket and head; float32
    private readonly Layer[] layers;
    private readonly Tensor norm_D;

    /// <param name="config">Sizes.</param>
    /// <param name="weights">Every tensor of <see cref="T5Parameters.Of"/>; the model copies what it needs.</param>
    /// <param name="embeddings">Which of them holds the embeddings.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="precision">Float32, or BFloat16 for speed; norms are taken in float32 always.</param>
    public T5Model(T5Config config, IReadOnlyDictionary<string, Tensor> weights, string embeddings, Device device, ScalarType precision)
    {
        this.config = config;
        this.precision = precision;
        using var gradless = no_grad();
        using var scope = NewDisposeScope();
        words_VD = weights[embeddings].to(device).DetachFromDisposeScope();
        bias_BH = Place(weights[T5Parameters.RelativeBias], ScalarType.Float32);
        norm_D = Place(weights["encoder.final_layer_norm.weight"], ScalarType.Float32);
        layers = [.. Enumerable.Range(0, config.Layers).Select(layer => LayerAt($"encoder.block.{layer}"))];

        Tensor Place(Tensor weight, ScalarType type) => weight.to(type, device, copy: true).DetachFromDisposeScope();

        Tensor Stack(string at, string[] parts) => Place(cat([.. parts.Select(part => weights[$"{at}.{part}.weight"])], 0), precision);

        Layer LayerAt(string at) => new(
            Stack($"{at}.layer.0.SelfAttention", ["q", "k", "v"]),
            Stack($"{at}.layer.0.SelfAttention", ["o"]),
            Place(weights[$"{at}.layer.0.layer_norm.weight"], ScalarType.Float32),
            Stack($"{at}.layer.1.DenseReluDense", config.IsGated ? ["wi_0", "wi_1"] : ["wi"]),
            Stack($"{at}.layer.1.DenseReluDense", ["wo"]),
            Place(weights[$"{at}.layer.1.layer_norm.weight"], ScalarType.Float32));
    }

    public int Width => config.Width;

    public Tensor Forward(Tensor ids_N, IReadOnlyList<LengthRun> runs)
    {
        using var scope = NewDisposeScope();
        var bias_HTT = runs.Select(run => Bias(run.Length)).ToArray();
        var states_ND = words_VD.index_select(0, ids_N).to(precision);
        foreach (var layer in layers)
        {
            Add(layer, states_ND, runs, bias_HTT);
        }

        return Norm(states_ND, norm_D).MoveToOuterDisposeScope();
    }

    /// <summary>One block, for the tests that compare each with another program's.</summary>
    internal Tensor Block(int layer, Tensor states_ND, IReadOnlyList<LengthRun> runs)
    {
        using var scope = NewDisposeScope();
        var copy_ND = states_ND.clone();
        Add(layers[layer], copy_ND, runs, [.. runs.Select(run => Bias(run.Length))]);
        return copy_ND.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        words_VD.Dispose();
        bias_BH.Dispose();
        norm_D.Dispose();
        foreach (var layer in layers)
        {
            layer.Dispose();
        }
    }

    private Tensor Bias(int tokens)
    {
        using var scope = NewDisposeScope();
        var buckets = tensor(RelativePositions.Table(tokens, config), device: bias_BH.device);
        return bias_BH.index_select(0, buckets).t().reshape(config.Heads, tokens, tokens).MoveToOuterDisposeScope();
    }

    /// <summary>One block: what it finds is added to the states in place.</summary>
    private void Add(Layer layer, Tensor states_ND, IReadOnlyList<LengthRun> runs, Tensor[] bias_HTT)
    {
        using var scope = NewDisposeScope();
        var qkv = functional.linear(Norm(states_ND, layer.AttentionNorm_D), layer.QueryKeyValue);
        states_ND.add_(functional.linear(PackedAttention.Run(qkv, runs, config.Heads, bias_HTT), layer.AttentionOut));
        var inner = functional.linear(Norm(states_ND, layer.FeedNorm_D), layer.FeedIn);
        states_ND.add_(functional.linear(config.IsGated ? Gate(inner) : inner.relu(), layer.FeedOut));
    }

    private Tensor Gate(Tensor both_N2F)
    {
        using var scope = NewDisposeScope();
        var gate_NF = TanhGelu(both_N2F.narrow(1, 0, config.FeedForward));
        return gate_NF.mul_(both_N2F.narrow(1, config.FeedForward, config.FeedForward)).MoveToOuterDisposeScope();
    }

    /// <summary>x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))): the form that the published models were trained with.</summary>
    private static Tensor TanhGelu(Tensor x)
    {
        using var scope = NewDisposeScope();
        var inner = x.square().mul_(0.044715).add_(1).mul_(x).mul_(Math.Sqrt(2 / Math.PI));
        return inner.tanh().add_(1).mul_(x).mul_(0.5).MoveToOuterDisposeScope();
    }

    /// <summary>x / sqrt(mean(x^2) + epsilon) * weight; no mean is taken off and nothing is added.</summary>
    private Tensor Norm(Tensor states_ND, Tensor weight_D)
    {
        using var scope = NewDisposeScope();
        var exact_ND = states_ND.to(ScalarType.Float32);
        var scale_N1 = exact_ND.square().mean([-1], keepdim: true).add_(config.Epsilon).rsqrt();
        return exact_ND.mul(scale_N1).mul_(weight_D).to(precision).MoveToOuterDisposeScope();
    }

    private sealed record Layer(
        Tensor QueryKeyValue, Tensor AttentionOut, Tensor AttentionNorm_D, Tensor FeedIn, Tensor FeedOut, Tensor FeedNorm_D) : IDisposable
    {
        public void Dispose()
        {
            foreach (var tensor in new[] { QueryKeyValue, AttentionOut, AttentionNorm_D, FeedIn, FeedOut, FeedNorm_D })
            {
                tensor.Dispose();
            }
        }
    }
}
