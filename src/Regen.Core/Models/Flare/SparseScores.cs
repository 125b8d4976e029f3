// Shape letters: M asked-for places, V items, E entries.
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare;

/// <summary>Amounts for single items of single places, added to their scores.</summary>
/// <param name="Rows_E">Row in [0, M), int64 [E].</param>
/// <param name="Items_E">Item in [0, V), int64 [E]; one entry may repeat another's place, and both count.</param>
/// <param name="Values_E">float32 [E].</param>
public sealed record SparseScores(Tensor Rows_E, Tensor Items_E, Tensor Values_E)
{
    /// <summary>Adds them in place: the scores have no other reader yet, and a copy would cost M x V numbers.</summary>
    /// <param name="scores_MV">float32 [M, V], contiguous.</param>
    public void AddTo(Tensor scores_MV)
    {
        using var scope = NewDisposeScope();
        var places_E = (Rows_E * scores_MV.size(1)) + Items_E;
        scores_MV.view(-1).index_add_(0, places_E, Values_E, 1);
    }
}
