// Shape letters: V items, L width of the text encoder, P principal components.
using Regen.Core.Domain;
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare;

/// <summary>What <see cref="ItemEvidence"/> reads besides its weights: counted once from the training part and the frozen texts, and kept with a run.</summary>
/// <param name="Successors">Transitions at distance 1, 2 ... of the training part; empty without the switch.</param>
/// <param name="Similar_VP">Each item's text as a unit vector of principal components, float32 [V, P]; null without the switch.</param>
public sealed record EvidenceSources(IReadOnlyList<TransitionCounts> Successors, Tensor? Similar_VP) : IDisposable
{
    public static EvidenceSources None { get; } = new([], null);

    public void Dispose() => Similar_VP?.Dispose();

    /// <summary>Mean text vectors, centred, turned to their principal components and brought to unit length.</summary>
    /// <param name="texts">The items' frozen texts.</param>
    /// <param name="components">P, cut to the number there is.</param>
    /// <returns>float32 [V, P]; the caller's dispose scope owns it.</returns>
    public static Tensor Similar(ITextTable texts, int components)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var mean_VL = texts.Means();
        var centred_VL = (mean_VL - mean_VL.mean([0])).to(ScalarType.Float64);
        var (_, axes_LL) = linalg.eigh(centred_VL.t().matmul(centred_VL)); // ascending
        var kept = Math.Min(components, axes_LL.size(1));
        var chosen_VP = centred_VL.matmul(axes_LL.narrow(1, axes_LL.size(1) - kept, kept)).to(ScalarType.Float32);
        return nn.functional.normalize(chosen_VP, dim: -1).MoveToOuterDisposeScope();
    }
}
