// Shape letters: N texts asked for, T vectors of a text, L width of the text encoder.
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare;

/// <summary>
/// A text table with the mean of all its texts taken from every vector, and brought to a mean square length of 1: what is left
/// says how a text differs, at one scale for every encoder and form.
/// </summary>
public sealed class CentredTextTable : ITextTable
{
    private const int TextsAtOnce = 4096;

    private readonly ITextTable inner;
    private readonly Tensor mean_L;
    private readonly double scale;

    /// <param name="inner">Owned by this table from here on.</param>
    public CentredTextTable(ITextTable inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        this.inner = inner;
        using var scope = NewDisposeScope();
        mean_L = inner.Means().mean([0]).DetachFromDisposeScope();
        var (squares, vectors) = (0.0, 0.0);
        foreach (var rows in Enumerable.Range(0, inner.Count).Chunk(TextsAtOnce))
        {
            using var part = NewDisposeScope();
            var (vectors_NTL, keep_NT) = inner.Look(rows);
            var lengths_NT = (vectors_NTL - mean_L).square().sum(-1);
            squares += (keep_NT is null ? lengths_NT : lengths_NT * keep_NT.to(ScalarType.Float32)).sum().to(ScalarType.Float64).item<double>();
            vectors += keep_NT is null ? lengths_NT.numel() : keep_NT.sum().item<long>();
        }

        scale = squares > 0 ? Math.Sqrt(vectors / squares) : 1;
    }

    public int Count => inner.Count;

    public int Width => inner.Width;

    public (Tensor Vectors_NTL, Tensor? Keep_NT) Look(ReadOnlySpan<int> rows)
    {
        using var scope = NewDisposeScope();
        var (vectors_NTL, keep_NT) = inner.Look(rows);
        var centred_NTL = (vectors_NTL - mean_L) * scale;
        if (keep_NT is not null)
        {
            centred_NTL = centred_NTL * keep_NT.unsqueeze(-1).to(ScalarType.Float32); // zeros stay zeros
        }

        return (centred_NTL.MoveToOuterDisposeScope(), keep_NT?.MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        mean_L.Dispose();
        inner.Dispose();
    }
}
