// Shape letters: M rows, V items, D width.
using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>Operators with a backward of their own that hold less, or touch memory less often, than the chain they replace.</summary>
/// <remarks>On TorchSharp's package each is that chain.</remarks>
public static class Fused
{
    /// <summary>cross_entropy(hidden · itemsᵀ + bias, targets), mean over the rows that count, without the whole M x V scores.</summary>
    /// <remarks>
    /// Equal to the chain in value and in gradients up to rounding, for any <paramref name="chunk"/>. The gradients are made
    /// together with the value, so that one chunk of scores is held at a time; a first derivative only.
    /// </remarks>
    /// <param name="hidden_MD">[M, D], any real type.</param>
    /// <param name="items_VD">[V, D], of the same type.</param>
    /// <param name="bias_V">Added to each row's scores, float32 (float64 beside float64), or null.</param>
    /// <param name="targets_M">int64 [M], each in [0, V) or <paramref name="ignore_index"/>.</param>
    /// <param name="ignore_index">A target whose row does not count.</param>
    /// <param name="label_smoothing">Share of the target's mass spread evenly over all items, in [0, 1].</param>
    /// <param name="compute">Type of the products; bfloat16 or null for that of the arguments. Softmax and sums are float32.</param>
    /// <param name="chunk">Rows at once; 0 takes a twelfth of them, or as many as make 32 million scores where that is more.</param>
    /// <param name="extras">Amounts added to single scores; null for none.</param>
    /// <returns>A scalar, float32 (float64 for float64); NaN when no row counts, as in cross_entropy. The caller's dispose scope owns it.</returns>
    public static Tensor LinearCrossEntropy(
        Tensor hidden_MD,
        Tensor items_VD,
        Tensor? bias_V,
        Tensor targets_M,
        long ignore_index = -100,
        double label_smoothing = 0.0,
        ScalarType? compute = null,
        int chunk = 0,
        ScoreExtras? extras = null)
    {
        ArgumentNullException.ThrowIfNull(hidden_MD);
        ArgumentNullException.ThrowIfNull(items_VD);
        if (compute is not (null or ScalarType.Float32 or ScalarType.BFloat16))
        {
            throw new ArgumentOutOfRangeException(nameof(compute), compute, "products run in bfloat16 or in the arguments' type");
        }

#if REGEN_TORCH
        return Native.Dispatch.Call(
            Native.OwnOperators.linear_cross_entropy,
            hidden_MD, items_VD, bias_V, targets_M, extras?.Rows_E, extras?.Items_E, extras?.Values_E,
            ignore_index, label_smoothing, compute == ScalarType.BFloat16, (long)chunk);
#else
        using var scope = NewDisposeScope();
        var type = compute == ScalarType.BFloat16 ? ScalarType.BFloat16 : hidden_MD.dtype;
        var scores_MV = hidden_MD.to(type).matmul(items_VD.to(type).transpose(0, 1));
        scores_MV = scores_MV.to(hidden_MD.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        var biased_MV = bias_V is null ? scores_MV : scores_MV + bias_V;
        if (extras is not null)
        {
            var places_E = (extras.Rows_E * biased_MV.size(1)) + extras.Items_E;
            biased_MV = biased_MV.reshape(-1).index_add(0, places_E, extras.Values_E, 1).view(biased_MV.shape);
        }

        return nn.functional.cross_entropy(biased_MV, targets_M, ignore_index: ignore_index, label_smoothing: label_smoothing)
            .MoveToOuterDisposeScope();
#endif
    }

    /// <summary>Self-attention over sequences that lie one after the other: softmax(q kᵀ / sqrt(C)) v for each sequence and head.</summary>
    /// <remarks>In host memory, float32, where nothing is padded; the weights are made anew on the way back. A first derivative only.</remarks>
    /// <param name="qkv_T3D">Queries, keys and values side by side, each heads x C, float32 [T, 3 D].</param>
    /// <param name="offsets">int64 [B + 1] in host memory: sequence b is rows offsets[b] to offsets[b + 1] - 1.</param>
    /// <param name="heads">Divides D.</param>
    /// <param name="dropout">Chance that a weight is dropped, in [0, 1); drawn from the default generator.</param>
    /// <param name="isCausal">A place sees itself and what stands before it in its sequence, instead of all of it.</param>
    /// <returns>float32 [T, D]; the caller's dispose scope owns it.</returns>
    public static Tensor PackedAttention(Tensor qkv_T3D, Tensor offsets, long heads, double dropout, bool isCausal)
    {
        ArgumentNullException.ThrowIfNull(qkv_T3D);
        ArgumentNullException.ThrowIfNull(offsets);
#if REGEN_TORCH
        return Native.Dispatch.Call(Native.OwnOperators.attention_packed, qkv_T3D, offsets, heads, dropout, isCausal);
#else
        using var scope = NewDisposeScope();
        var places = offsets.data<long>().ToArray();
        var width = qkv_T3D.size(1) / 3;
        List<Tensor> parts = [];
        for (var i = 0; i + 1 < places.Length; i++)
        {
            var length = places[i + 1] - places[i];
            var qkv_3HSC = qkv_T3D.narrow(0, places[i], length).view(length, 3, heads, width / heads).permute(1, 2, 0, 3);
            var mixed_HSC = nn.functional.scaled_dot_product_attention(
                qkv_3HSC.select(0, 0), qkv_3HSC.select(0, 1), qkv_3HSC.select(0, 2), null, dropout, isCausal);
            parts.Add(mixed_HSC.transpose(0, 1).reshape(length, width));
        }

        return cat(parts, 0).MoveToOuterDisposeScope();
#endif
    }

    /// <summary>Attention of each text's latents over its own few keys and over themselves: softmax(q kᵀ / sqrt(C) + bias) v.</summary>
    /// <remarks>In host memory, float32; the weights are made anew on the way back. A first derivative only.</remarks>
    /// <param name="q_NKD">Queries of the latents, heads x C, float32 [N, K, D].</param>
    /// <param name="kv_NT2D">Keys, then values of the texts, each heads x C, float32 [N, T, 2 D].</param>
    /// <param name="own_NK2D">Those of the latents, float32 [N, K, 2 D].</param>
    /// <param name="bias_NT">Added to the scaled scores over the texts' keys, float32 [N, T], without a gradient; null for none.</param>
    /// <param name="heads">Divides D.</param>
    /// <returns>float32 [N, K, D]; the caller's dispose scope owns it.</returns>
    public static Tensor LatentAttention(Tensor q_NKD, Tensor kv_NT2D, Tensor own_NK2D, Tensor? bias_NT, long heads)
    {
        ArgumentNullException.ThrowIfNull(q_NKD);
        ArgumentNullException.ThrowIfNull(kv_NT2D);
        ArgumentNullException.ThrowIfNull(own_NK2D);
#if REGEN_TORCH
        return Native.Dispatch.Call(Native.OwnOperators.attention_latents, q_NKD, kv_NT2D, own_NK2D, bias_NT, heads);
#else
        using var scope = NewDisposeScope();
        var (queries, width) = (q_NKD.size(1), q_NKD.size(2) / heads);
        var (texts, own) = (kv_NT2D.chunk(2, -1), own_NK2D.chunk(2, -1));
        var keys_NSD = cat([texts[0], own[0]], 1);
        var scores_NHKS = Heads(q_NKD, heads).matmul(Heads(keys_NSD, heads).transpose(-2, -1)) / Math.Sqrt(width);
        return Mix(scores_NHKS, cat([texts[1], own[1]], 1), bias_NT, heads).MoveToOuterDisposeScope();
#endif
    }

    /// <summary>The same for latents that all texts share, whose keys need not be made: scores come with the values, from one product.</summary>
    /// <param name="rows_NTR">Scaled scores of the texts' keys, heads x latents, then values, heads x C, float32 [N, T, heads K + D].</param>
    /// <param name="own_KR">Those of the latents, float32 [K, heads K + D].</param>
    /// <param name="bias_NT">Added to the texts' scores, float32 [N, T], without a gradient; null for none.</param>
    /// <param name="heads">Divides D.</param>
    /// <returns>float32 [N, K, D]; the caller's dispose scope owns it.</returns>
    public static Tensor SharedLatentAttention(Tensor rows_NTR, Tensor own_KR, Tensor? bias_NT, long heads)
    {
        ArgumentNullException.ThrowIfNull(rows_NTR);
        ArgumentNullException.ThrowIfNull(own_KR);
        using var scope = NewDisposeScope();
        var own_1KR = own_KR.unsqueeze(0);
#if REGEN_TORCH
        return Native.Dispatch.Call(Native.OwnOperators.attention_latents, (Tensor?)null, rows_NTR, own_1KR, bias_NT, heads).MoveToOuterDisposeScope();
#else
        var (texts, latents) = (rows_NTR.size(0), own_KR.size(0));
        var rows_NSR = cat([rows_NTR, own_1KR.expand(texts, -1, -1)], 1);
        var scores_NHKS = rows_NSR.narrow(2, 0, heads * latents).unflatten(2, [heads, latents]).permute(0, 2, 3, 1);
        return Mix(scores_NHKS, rows_NSR.narrow(2, heads * latents, rows_NSR.size(2) - (heads * latents)), bias_NT, heads).MoveToOuterDisposeScope();
#endif
    }

    /// <summary>Rows of a table, whose gradient comes as those rows alone.</summary>
    /// <remarks>For a table that something else gives a gradient of its full size, a head: the rows are added to that one where it stands,
    /// in place of a second table of zeros, and of the sum of both (where that gradient has its memory to itself). Alone it would leave a sparse gradient, which no optimiser here takes.</remarks>
    /// <param name="table_VD">[V, D].</param>
    /// <param name="rows_N">int64 [N], each in [0, V).</param>
    /// <returns>[N, D]; the caller's dispose scope owns it.</returns>
    public static Tensor Rows(Tensor table_VD, Tensor rows_N)
    {
        ArgumentNullException.ThrowIfNull(table_VD);
        ArgumentNullException.ThrowIfNull(rows_N);
#if REGEN_TORCH
        return Native.Dispatch.Call(Native.Aten.embedding, table_VD, rows_N, -1L, false, true);
#else
        return table_VD.index_select(0, rows_N);
#endif
    }

#if !REGEN_TORCH
    private static Tensor Heads(Tensor x, long heads) => x.reshape(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);

    private static Tensor Mix(Tensor scores_NHKS, Tensor values_NSD, Tensor? bias_NT, long heads)
    {
        var latents = scores_NHKS.size(2);
        var bias_N11S = bias_NT is null ? null : cat([bias_NT, zeros([bias_NT.size(0), latents])], 1).unsqueeze(1).unsqueeze(1);
        var weights_NHKS = nn.functional.softmax(bias_N11S is null ? scores_NHKS : scores_NHKS + bias_N11S, -1);
        return weights_NHKS.matmul(Heads(values_NSD, heads)).transpose(1, 2).flatten(2);
    }
#endif
}

/// <summary>Amounts added to single scores of a matrix; two for one place both count.</summary>
/// <param name="Rows_E">int64 [E].</param>
/// <param name="Items_E">int64 [E].</param>
/// <param name="Values_E">Of the scores' type [E]; may carry gradients.</param>
public sealed record ScoreExtras(Tensor Rows_E, Tensor Items_E, Tensor Values_E);
