using static TorchSharp.torch;

namespace Regen.Core.Models.Encoders.Packed;

// Shape letters: N tokens of all texts of a batch, D model width.

/// <summary>An encoder stack over packed texts. Its weights never change, so several threads may ask it at once.</summary>
internal interface IPackedModel : IDisposable
{
    /// <summary>Width D, in features.</summary>
    int Width { get; }

    /// <param name="ids_N">Token ids, int64.</param>
    /// <param name="runs">Where texts begin and end; together they cover N.</param>
    /// <returns>Last hidden states [N, D] in the model's precision, owned by the innermost dispose scope.</returns>
    Tensor Forward(Tensor ids_N, IReadOnlyList<LengthRun> runs);
}
