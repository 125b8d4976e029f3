// Shape letters: Q questions, E remembered critiques, L width of the text encoder.
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare.Query;

/// <summary>
/// The training part's critiques, kept with the items that they led to: what people said on their way to an item describes it.
/// </summary>
/// <param name="Starts">Entries of item j stand at [Starts[j], Starts[j + 1]); int [V + 1].</param>
/// <param name="From">The item that each critique spoke of, int [E].</param>
/// <param name="Texts_EL">Its sentence as a unit vector, float32 [E, L].</param>
public sealed record CritiqueMemory(int[] Starts, int[] From, Tensor Texts_EL) : IDisposable
{
    public void Dispose() => Texts_EL.Dispose();

    /// <param name="pairs">Each critiqued pair of the training part once, with its sentence's row in <paramref name="texts_CL"/>.</param>
    /// <param name="texts_CL">Unit vectors of all critiques, float32 [C, L].</param>
    /// <returns>Its tensor belongs to the caller's dispose scope.</returns>
    public static CritiqueMemory Of(int itemCount, IEnumerable<(int From, int To, int Critique)> pairs, Tensor texts_CL)
    {
        ArgumentNullException.ThrowIfNull(texts_CL);
        var sorted = pairs.Distinct().OrderBy(pair => pair.To).ThenBy(pair => pair.From).ThenBy(pair => pair.Critique).ToArray();
        var starts = new int[itemCount + 1];
        foreach (var (_, to, _) in sorted)
        {
            starts[to + 1]++;
        }

        for (var item = 0; item < itemCount; item++)
        {
            starts[item + 1] += starts[item];
        }

        using var scope = NewDisposeScope();
        var rows = tensor(Array.ConvertAll(sorted, pair => (long)pair.Critique), [sorted.Length]).to(texts_CL.device);
        return new CritiqueMemory(starts, [.. sorted.Select(pair => pair.From)], texts_CL.index_select(0, rows).MoveToOuterDisposeScope());
    }
}
