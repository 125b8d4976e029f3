// Shape letters: M asked-for places, V items, E entries.
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare;

/// <summary>Amounts for single items of single places, added to their scores.</summary>
/// <param name="Rows_E">Row in [0, M), int64 [E].</param>
/// <param name="Items_E">Item in [0, V), int64 [E]; one entry may repeat another's place, and both count.</param>
/// <param name="Values_E">float32 [E].</param>
public sealed record SparseScores(Tensor Rows_E, Tensor Items_E, Tensor Values_E)
{
    /// <summary>Those of some items alone, under other numbers.</summary>
    /// <param name="map_V">New number of each item, or -1 for an item that is left out; int64 [V].</param>
    /// <returns>The caller's dispose scope owns it.</returns>
    public SparseScores Among(Tensor map_V) => map_V.device.type == TorchSharp.DeviceType.CPU ? Picked(map_V) : Silenced(map_V);

    /// <summary>As <see cref="Among"/> by leaving entries out: the host must know how many stay.</summary>
    internal SparseScores Picked(Tensor map_V)
    {
        using var scope = NewDisposeScope();
        var items_E = map_V.index_select(0, Items_E);
        var kept = items_E.ge(0).nonzero().view(-1);
        return new SparseScores(
            Rows_E.index_select(0, kept).MoveToOuterDisposeScope(),
            items_E.index_select(0, kept).MoveToOuterDisposeScope(),
            Values_E.index_select(0, kept).MoveToOuterDisposeScope());
    }

    /// <summary>As <see cref="Among"/> with all entries, those of other items adding nothing to item 0: the host need not wait for a device.</summary>
    internal SparseScores Silenced(Tensor map_V)
    {
        using var scope = NewDisposeScope();
        var items_E = map_V.index_select(0, Items_E);
        return new SparseScores(
            Rows_E.alias().MoveToOuterDisposeScope(),
            items_E.clamp(0, null).MoveToOuterDisposeScope(),
            where(items_E.ge(0), Values_E, zeros_like(Values_E)).MoveToOuterDisposeScope());
    }

    /// <summary>Adds them in place: the scores have no other reader yet, and a copy would cost M x V numbers.</summary>
    /// <param name="scores_MV">float32 [M, V], contiguous.</param>
    public void AddTo(Tensor scores_MV)
    {
        using var scope = NewDisposeScope();
        var places_E = (Rows_E * scores_MV.size(1)) + Items_E;
        scores_MV.view(-1).index_add_(0, places_E, Values_E, 1);
    }
}
