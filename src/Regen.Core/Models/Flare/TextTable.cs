// Shape letters: N texts asked for, T vectors of a text, L width of the text encoder.
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare;

/// <summary>The frozen encoder's vectors of a list of texts (item texts, or critiques), ready to be looked up.</summary>
public interface ITextTable : IDisposable
{
    /// <summary>Texts in the table.</summary>
    int Count { get; }

    /// <summary>L, the width of the encoder.</summary>
    int Width { get; }

    /// <param name="rows">Which texts; each in [0, Count).</param>
    /// <returns>
    /// Vectors float32 [N, T, L], zeros beyond a text's own, and bool [N, T], true where a vector is real (null when all
    /// are); the caller's dispose scope owns both.
    /// </returns>
    (Tensor Vectors_NTL, Tensor? Keep_NT) Look(ReadOnlySpan<int> rows);
}

/// <summary>A text table that lies whole in the device's memory: for catalogues of some hundred MB.</summary>
public sealed class ResidentTextTable : ITextTable
{
    private readonly Tensor vectors_NTL;
    private readonly Tensor? keep_NT;

    /// <param name="vectors_NTL">float32 [N, T, L] on the device; owned by the table from here on.</param>
    /// <param name="keep_NT">bool [N, T], or null when every vector is real; owned by the table.</param>
    public ResidentTextTable(Tensor vectors_NTL, Tensor? keep_NT = null)
    {
        this.vectors_NTL = vectors_NTL.DetachFromDisposeScope();
        this.keep_NT = keep_NT?.DetachFromDisposeScope();
    }

    public int Count => (int)vectors_NTL.size(0);

    public int Width => (int)vectors_NTL.size(2);

    public (Tensor Vectors_NTL, Tensor? Keep_NT) Look(ReadOnlySpan<int> rows)
    {
        using var scope = NewDisposeScope();
        var wanted_N = tensor(Indices.ToLong(rows)).to(vectors_NTL.device);
        var found = vectors_NTL.index_select(0, wanted_N).MoveToOuterDisposeScope();
        return (found, keep_NT?.index_select(0, wanted_N).MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        vectors_NTL.Dispose();
        keep_NT?.Dispose();
    }
}

/// <summary>Row numbers on their way into a tensor.</summary>
internal static class Indices
{
    public static long[] ToLong(ReadOnlySpan<int> values)
    {
        var wide = new long[values.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return wide;
    }
}
