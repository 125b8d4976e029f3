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
    /// <param name="chunk">Rows at once; 0 takes a ninth of them, or as many as make 32 million scores where that is more.</param>
    /// <returns>A scalar, float32 (float64 for float64); NaN when no row counts, as in cross_entropy. The caller's dispose scope owns it.</returns>
    public static Tensor LinearCrossEntropy(
        Tensor hidden_MD,
        Tensor items_VD,
        Tensor? bias_V,
        Tensor targets_M,
        long ignore_index = -100,
        double label_smoothing = 0.0,
        ScalarType? compute = null,
        int chunk = 0)
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
            hidden_MD, items_VD, bias_V, targets_M, ignore_index, label_smoothing, compute == ScalarType.BFloat16, (long)chunk);
#else
        using var scope = NewDisposeScope();
        var type = compute == ScalarType.BFloat16 ? ScalarType.BFloat16 : hidden_MD.dtype;
        var scores_MV = hidden_MD.to(type).matmul(items_VD.to(type).transpose(0, 1));
        scores_MV = scores_MV.to(hidden_MD.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        var biased_MV = bias_V is null ? scores_MV : scores_MV + bias_V;
        return nn.functional.cross_entropy(biased_MV, targets_M, ignore_index: ignore_index, label_smoothing: label_smoothing)
            .MoveToOuterDisposeScope();
#endif
    }
}
