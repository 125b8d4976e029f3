// Shape letters: N items, T text vectors of an item, K latents, D width, H heads, C width of one head, I = H C, P = H K.
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
        var bias_NT = keep_NT is null ? null : Attention.Shut(keep_NT);
        foreach (var layer in layers)
        {
            latents_NKD = layer.call(x_NTD, latents_NKD, bias_NT);
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
    /// <param name="bias_NT">Added to scores over the inputs, float32 [N, T]; null when all are seen.</param>
    /// <returns>New latents, float32 [N, K, D]; the caller's dispose scope owns them.</returns>
    public override Tensor forward(Tensor x_NTD, Tensor latents_NKD, Tensor? bias_NT)
    {
        using var scope = NewDisposeScope();
        var mixed_NKI = Attend(input_norm.call(x_NTD), latent_norm.call(latents_NKD), bias_NT);
        var attended_NKD = latents_NKD + to_out.call(mixed_NKI);
        var fed_NKD = attended_NKD + feed_out.call(functional.gelu(feed_in.call(feed_norm.call(attended_NKD))));
        return fed_NKD.MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor x_NTD, Tensor latents_NKD, Tensor? bias_NT)
    {
        var isFused = x_NTD.device.type == TorchSharp.DeviceType.CPU && x_NTD.dtype == ScalarType.Float32;
        if (isFused && latents_NKD.size(0) == 1 && latents_NKD.size(1) <= headWidth)
        {
            return AttendByShared(x_NTD, latents_NKD.squeeze(0), bias_NT);
        }

        Tensor OfLatents(Linear map) => map.call(latents_NKD).expand(x_NTD.size(0), -1, -1);
        var (q_NKI, texts_NT2I, own_NK2I) = (OfLatents(to_q), to_kv.call(x_NTD), OfLatents(to_kv));
        return isFused ? Fused.LatentAttention(q_NKI, texts_NT2I, own_NK2I, bias_NT, heads) : AttendByOperators(q_NKI, cat([texts_NT2I, own_NK2I], 1), bias_NT);
    }

    // All texts ask by the same queries: with those multiplied into the keys' weights, one product of the texts gives scores and
    // values, and keys, as wide as all latents' scores times C / K, are never made.
    private Tensor AttendByShared(Tensor x_NTD, Tensor latents_KD, Tensor? bias_NT)
    {
        var inner = (long)heads * headWidth;
        var q_HKC = to_q.call(latents_KD).view(-1, heads, headWidth).transpose(0, 1);
        var keys_HCD = to_kv.weight!.narrow(0, 0, inner).view(heads, headWidth, -1);
        var asked_PD = (q_HKC / Math.Sqrt(headWidth)).matmul(keys_HCD).flatten(0, 1);
        var map_RD = cat([asked_PD, to_kv.weight!.narrow(0, inner, inner)], 0);
        return Fused.SharedLatentAttention(functional.linear(x_NTD, map_RD), functional.linear(latents_KD, map_RD), bias_NT, heads);
    }

    private Tensor AttendByOperators(Tensor q_NKI, Tensor kv_NS2I, Tensor? bias_NT)
    {
        var kv = kv_NS2I.chunk(2, -1);
        var bias_N11S = bias_NT is null ? null : functional.pad(bias_NT, [0, q_NKI.size(1)]).unsqueeze(1).unsqueeze(1);
        var mixed_NHKC = functional.scaled_dot_product_attention(Heads(q_NKI), Heads(kv[0]), Heads(kv[1]), bias_N11S, 0.0, false);
        return mixed_NHKC.transpose(1, 2).flatten(2);
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
        return Shut(keep_BS).unsqueeze(1).unsqueeze(1).MoveToOuterDisposeScope();
    }

    /// <returns>float32 [B, S], of the same values.</returns>
    public static Tensor Shut(Tensor keep_BS)
    {
        using var scope = NewDisposeScope();
        return keep_BS.logical_not().to(ScalarType.Float32).mul(Unseen).MoveToOuterDisposeScope();
    }

    /// <returns>float32 [S, S]: a position sees itself and what stands before it.</returns>
    public static Tensor Causal(long positions, Device device)
    {
        using var scope = NewDisposeScope();
        return ones([positions, positions], ScalarType.Float32, device).triu(1).mul(Unseen).MoveToOuterDisposeScope();
    }

    /// <returns><paramref name="keep_NT"/> followed by a column that is always seen.</returns>
    internal static Tensor Extend(Tensor keep_NT) => cat([keep_NT, ones([keep_NT.size(0), 1], ScalarType.Bool, keep_NT.device)], 1);
}
