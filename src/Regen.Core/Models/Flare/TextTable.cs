// Shape letters: N texts asked for, T vectors of a text, L width of the text encoder.
using TorchSharp.Regen;
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

/// <summary>What any text table can be asked.</summary>
public static class TextTableExtensions
{
    private const int TextsAtOnce = 4096;

    /// <returns>The mean of each text's real vectors, float32 [Count, L]; the caller's dispose scope owns it.</returns>
    public static Tensor Means(this ITextTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var scope = NewDisposeScope();
        var parts = Enumerable.Range(0, table.Count).Chunk(TextsAtOnce).Select(rows =>
        {
            var (vectors_NTL, keep_NT) = table.Look(rows);
            return TextMeans.Of(vectors_NTL, keep_NT);
        });
        return cat([.. parts], 0).MoveToOuterDisposeScope();
    }
}

/// <summary>Means over the real vectors of texts.</summary>
internal static class TextMeans
{
    /// <param name="vectors_NTL">float32 [N, T, L].</param>
    /// <param name="keep_NT">bool [N, T], or null when every vector is real.</param>
    /// <returns>float32 [N, L]; the caller's dispose scope owns it.</returns>
    public static Tensor Of(Tensor vectors_NTL, Tensor? keep_NT)
    {
        if (keep_NT is null)
        {
            return vectors_NTL.mean([1]);
        }

        using var scope = NewDisposeScope();
        var weights_NT1 = keep_NT.to(ScalarType.Float32).unsqueeze(-1);
        return ((vectors_NTL * weights_NT1).sum(1) / weights_NT1.sum(1).clamp(1.0, null)).MoveToOuterDisposeScope();
    }
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
        var wanted_N = tensor(Indices.ToLong(rows)).Upload(vectors_NTL.device);
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
