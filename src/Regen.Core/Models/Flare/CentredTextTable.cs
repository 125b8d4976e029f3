// Shape letters: N texts asked for, T vectors of a text, L width of the text encoder.
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare;

/// <summary>A text table with the mean of all its texts taken from every vector: what is left says how a text differs.</summary>
public sealed class CentredTextTable : ITextTable
{
    private readonly ITextTable inner;
    private readonly Tensor mean_L;

    /// <param name="inner">Owned by this table from here on.</param>
    public CentredTextTable(ITextTable inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        this.inner = inner;
        using var scope = NewDisposeScope();
        mean_L = inner.Means().mean([0]).DetachFromDisposeScope();
    }

    public int Count => inner.Count;

    public int Width => inner.Width;

    public (Tensor Vectors_NTL, Tensor? Keep_NT) Look(ReadOnlySpan<int> rows)
    {
        using var scope = NewDisposeScope();
        var (vectors_NTL, keep_NT) = inner.Look(rows);
        var centred_NTL = vectors_NTL - mean_L;
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
