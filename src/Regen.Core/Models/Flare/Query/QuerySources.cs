// Shape letters: V items, L width of the text encoder.
using Regen.Core.Domain;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Flare.Query;

/// <summary>What a critique is compared with: the catalogue's frozen texts, its words, its classes and its remembered critiques.</summary>
/// <param name="Items_VL">Each item's whole text as a unit vector, float32 [V, L].</param>
/// <param name="Titles_VL">Each item's title as a unit vector, float32 [V, L].</param>
/// <param name="Words">Words by item and field.</param>
/// <param name="Classes">Number of each item's leading category levels, int [V]; -1 where there are too few, so that nothing bounds the rivals.</param>
/// <param name="Paths">Number of each item's whole category path, int [V].</param>
/// <param name="Memory">Critiques of the training part.</param>
public sealed record QuerySources(
    Tensor Items_VL, Tensor Titles_VL, ItemWords Words, int[] Classes, int[] Paths, CritiqueMemory Memory) : IDisposable
{
    private readonly Dictionary<int, int[]> members =
        Enumerable.Range(0, Classes.Length).Where(item => Classes[item] >= 0).GroupBy(item => Classes[item]).ToDictionary(group => group.Key, group => group.ToArray());

    private readonly int[] everything = [.. Enumerable.Range(0, Classes.Length)];

    public int ItemCount => Classes.Length;

    public Device Device => Items_VL.device;

    /// <returns>The items among which a critique of <paramref name="item"/> chooses, ascending: its class, or the whole catalogue.</returns>
    public int[] RivalsOf(int item) => Classes[item] < 0 ? everything : members[Classes[item]];

    /// <summary>Classes and paths of a catalogue.</summary>
    /// <param name="minLevels">Leading category levels that two items of a class share, the root counted.</param>
    public static (int[] Classes, int[] Paths) ClassesOf(IReadOnlyList<Item> items, int minLevels)
    {
        var (classes, paths) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        static int Number(Dictionary<string, int> known, IEnumerable<string> levels)
        {
            var key = string.Join('\u001f', levels);
            known.TryAdd(key, known.Count);
            return known[key];
        }

        return (
            [.. items.Select(item => item.Categories.Count < minLevels ? -1 : Number(classes, item.Categories.Take(minLevels)))],
            [.. items.Select(item => Number(paths, item.Categories))]);
    }

    /// <returns>Mean vectors of texts at unit length, float32 [N, L]; the caller's dispose scope owns it.</returns>
    public static Tensor Unit(ITextTable texts)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        return functional.normalize(texts.Means(), dim: -1).MoveToOuterDisposeScope();
    }

    /// <summary>Keeps the tensors when the scope that made them ends; they are freed by <see cref="Dispose"/>.</summary>
    public QuerySources Keep() => this with
    {
        Items_VL = Items_VL.DetachFromDisposeScope(),
        Titles_VL = Titles_VL.DetachFromDisposeScope(),
        Memory = Memory with { Texts_EL = Memory.Texts_EL.DetachFromDisposeScope() },
    };

    public void Dispose()
    {
        Items_VL.Dispose();
        Titles_VL.Dispose();
        Memory.Dispose();
    }
}
