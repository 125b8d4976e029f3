// Shape letters: N items, T text vectors of an item, K latents, D width, H heads, C width of one head.
using Regen.Core.Configuration;
using TorchSharp.Modules;
using TorchSharp.Regen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Common;

/// <summary>Learned latents that look at any number of vectors and come out as a fixed number of them.</summary>
/// <remarks>
/// Source: Jaegle et al. 2021 (Perceiver), in the form of Flamingo's resampler (Alayrac et al. 2022): depth times
/// { latents += attention(queries: latents; keys and values: inputs and latents); latents += feed-forward }, then a norm.
/// Deviation: latents start at N(0, 0.02) instead of N(0, 1), so that an untrained resampler says something of its input.
/// </remarks>
public sealed class PerceiverResampler : Module<Tensor, Tensor?, Tensor>
{
    private readonly Parameter latents;
    private readonly ModuleList<ResamplerLayer> layers;
    private readonly LayerNorm norm;

    public PerceiverResampler(int width, PerceiverConfig config)
        : base(nameof(PerceiverResampler))
    {
        latents = Parameter(randn([config.Latents, width]) * 0.02);
        layers = new ModuleList<ResamplerLayer>([.. Enumerable.Range(0, config.Depth).Select(_ => new ResamplerLayer(width, config))]);
        norm = LayerNorm(width);
        RegisterComponents();
    }

    /// <param name="x_NTD">Inputs, float32 [N, T, D].</param>
    /// <param name="keep_NT">True where an input is real, bool [N, T]; null when all are.</param>
    /// <returns>float32 [N, K, D]; the caller's dispose scope owns it.</returns>
    public override Tensor forward(Tensor x_NTD, Tensor? keep_NT)
    {
        using var scope = NewDisposeScope();
        var latents_NKD = latents.unsqueeze(0); // [1, K, D]: what the first layer makes of them alone is the same for every text
        var bias = keep_NT is null ? null : Attention.Bias(Attention.Extend(keep_NT, latents.size(0)));
        foreach (var layer in layers)
        {
            latents_NKD = layer.call(x_NTD, latents_NKD, bias);
        }

        return norm.call(latents_NKD).MoveToOuterDisposeScope();
    }
}

/// <summary>One layer of the resampler.</summary>
public sealed class ResamplerLayer : Module<Tensor, Tensor, Tensor?, Tensor>
{
    private readonly LayerNorm input_norm;
    private readonly LayerNorm latent_norm;
    private readonly Linear to_q;
    private readonly Linear to_kv;
    private readonly Linear to_out;
    private readonly LayerNorm feed_norm;
    private readonly Linear feed_in;
    private readonly Linear feed_out;
    private readonly int heads;
    private readonly int headWidth;

    public ResamplerLayer(int width, PerceiverConfig config)
        : base(nameof(ResamplerLayer))
    {
        (heads, headWidth) = (config.Heads, config.HeadWidth);
        var inner = (long)heads * headWidth;
        input_norm = LayerNorm(width);
        latent_norm = LayerNorm(width);
        to_q = Linear(width, inner, hasBias: false);
        to_kv = Linear(width, 2 * inner, hasBias: false);
        to_out = Linear(inner, width, hasBias: false);
        feed_norm = LayerNorm(width);
        feed_in = Linear(width, (long)width * config.FeedForwardMultiple, hasBias: false);
        feed_out = Linear((long)width * config.FeedForwardMultiple, width, hasBias: false);
        RegisterComponents();
    }

    /// <param name="x_NTD">Inputs, float32 [N, T, D].</param>
    /// <param name="latents_NKD">Latents so far, float32 [N, K, D], or [1, K, D] where all items still share them.</param>
    /// <param name="bias">Added to scores over the T inputs and K latents, float32 [N, 1, 1, T + K]; null when all are seen.</param>
    /// <returns>New latents, float32 [N, K, D]; the caller's dispose scope owns them.</returns>
    public override Tensor forward(Tensor x_NTD, Tensor latents_NKD, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var attended_NKD = latents_NKD + Attend(input_norm.call(x_NTD), latent_norm.call(latents_NKD), bias);
        var fed_NKD = attended_NKD + feed_out.call(functional.gelu(feed_in.call(feed_norm.call(attended_NKD))));
        return fed_NKD.MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor x_NTD, Tensor latents_NKD, Tensor? bias)
    {
        var (n, isShared) = (x_NTD.size(0), latents_NKD.size(0) != x_NTD.size(0));
        var q_NKI = to_q.call(latents_NKD).expand(n, -1, -1);
        var kv_NS2I = isShared
            ? cat([to_kv.call(x_NTD), to_kv.call(latents_NKD).expand(n, -1, -1)], 1)
            : to_kv.call(cat([x_NTD, latents_NKD], 1));
        if (q_NKI.device.type == TorchSharp.DeviceType.CPU && q_NKI.dtype == ScalarType.Float32)
        {
            return to_out.call(Fused.LatentAttention(q_NKI, kv_NS2I, bias?.flatten(1), heads));
        }

        var kv = kv_NS2I.chunk(2, -1);
        var mixed_NHKC = functional.scaled_dot_product_attention(Heads(q_NKI), Heads(kv[0]), Heads(kv[1]), bias, 0.0, false);
        return to_out.call(mixed_NHKC.transpose(1, 2).flatten(2));
    }

    private Tensor Heads(Tensor x) => x.reshape(x.size(0), x.size(1), heads, headWidth).transpose(1, 2);
}

/// <summary>Attention masks as finite additive biases: minus infinity would turn a row that sees nothing into NaN.</summary>
public static class Attention
{
    private const double Unseen = -1e9;

    /// <param name="keep_BS">True where a key may be seen, bool [B, S].</param>
    /// <returns>float32 [B, 1, 1, S]: 0 or a large negative number.</returns>
    public static Tensor Bias(Tensor keep_BS)
    {
        using var scope = NewDisposeScope();
        return keep_BS.logical_not().to(ScalarType.Float32).mul(Unseen).unsqueeze(1).unsqueeze(1).MoveToOuterDisposeScope();
    }

    /// <returns>float32 [S, S]: a position sees itself and what stands before it.</returns>
    public static Tensor Causal(long positions, Device device)
    {
        using var scope = NewDisposeScope();
        return ones([positions, positions], ScalarType.Float32, device).triu(1).mul(Unseen).MoveToOuterDisposeScope();
    }

    /// <returns><paramref name="keep_NT"/> followed by <paramref name="more"/> columns that are always seen.</returns>
    internal static Tensor Extend(Tensor keep_NT, long more) =>
        cat([keep_NT, ones([keep_NT.size(0), more], ScalarType.Bool, keep_NT.device)], 1);
}
