using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Regen.Core.Models.Common;

/// <summary>
/// Mixed precision without autocast (TorchSharp has none): weights, norms and residual sums stay float32, products run
/// in the compute type, and each cast stands where it happens.
/// </summary>
public static class Mixed
{
    /// <returns>x · Wᵀ + b in <paramref name="compute"/>; for float32 the plain layer.</returns>
    public static Tensor Apply(Linear layer, Tensor x, ScalarType compute)
    {
        if (compute == ScalarType.Float32)
        {
            return layer.call(x);
        }

        using var scope = NewDisposeScope();
        var product = nn.functional.linear(x.to(compute), layer.weight!.to(compute), layer.bias?.to(compute));
        return product.MoveToOuterDisposeScope();
    }

    /// <returns>a · bᵀ with the product in <paramref name="compute"/> and the result in float32.</returns>
    public static Tensor Scores(Tensor a_MD, Tensor b_VD, ScalarType compute)
    {
        using var scope = NewDisposeScope();
        var scores_MV = a_MD.to(compute).matmul(b_VD.to(compute).transpose(0, 1)).to(ScalarType.Float32);
        return scores_MV.MoveToOuterDisposeScope();
    }

    /// <summary>"fp32" or "bf16", as experiment files say it.</summary>
    public static ScalarType Parse(string precision) => precision == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;
}
