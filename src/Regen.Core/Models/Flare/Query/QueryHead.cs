// Shape letters: B users, Q questions, N cells, V items, L width of the text encoder.
using Regen.Core.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare.Query;

/// <summary>A trained <see cref="CritiqueQuery"/> with all that it asks.</summary>
/// <param name="Weights">Owned by this head.</param>
/// <param name="Sources">Owned by this head.</param>
public sealed record QueryHead(CritiqueQuery Weights, QuerySources Sources) : IDisposable
{
    /// <summary>Above any difference of scores: rivals stand before all other items.</summary>
    private const float Ahead = 1000;

    /// <summary>Cells whose vectors are held at once: 384 features of some fields stay below 1 GB.</summary>
    private const int CellsAtOnce = 65_536;

    public CritiqueQueryConfig Config { get; init; } = null!;

    /// <summary>Mixes what critiques say into the scores of their users: rivals first, by critique and history; then all others, by history.</summary>
    /// <param name="scores_BV">History scores, float32 [B, V]; changed in place.</param>
    /// <param name="rows">The critiqued users' rows.</param>
    /// <param name="questions">What they said, one each.</param>
    /// <param name="critiques_QL">Their sentences as unit vectors, float32 [Q, L].</param>
    public void AddTo(Tensor scores_BV, IReadOnlyList<int> rows, IReadOnlyList<CritiqueQuestion> questions, Tensor critiques_QL)
    {
        using var frozen = no_grad();
        Weights.eval();
        for (var start = 0; start < rows.Count;)
        {
            var count = 0;
            for (var cells = 0; start + count < rows.Count && (count == 0 || cells < CellsAtOnce); count++)
            {
                cells += Sources.RivalsOf(questions[start + count].Previous).Length;
            }

            using var scope = NewDisposeScope();
            Add(scores_BV, [.. rows.Skip(start).Take(count)], [.. questions.Skip(start).Take(count)], critiques_QL.narrow(0, start, count));
            start += count;
        }
    }

    private void Add(Tensor scores_BV, int[] rows, CritiqueQuestion[] questions, Tensor critiques_QL)
    {
        var cells = Cells(questions, critiques_QL);
        if (cells.Count == 0)
        {
            return;
        }

        var asked_N = Weights.Score(Sources, cells.ToTensors(Sources.Device), critiques_QL);
        long[] places = [.. cells.Rows.Select((row, i) => (rows[row] * scores_BV.size(1)) + cells.Items[i])];
        var places_N = tensor(places).to(scores_BV.device);
        var flat = scores_BV.view(-1);
        flat.index_copy_(0, places_N, (flat.index_select(0, places_N) * Weights.Mix) + asked_N + Ahead);
    }

    /// <summary>Puts questions beside their rivals.</summary>
    internal QueryCells Cells(IReadOnlyList<CritiqueQuestion> questions, Tensor critiques_QL, Func<int, int, bool>? keptWord = null)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var remembered = (int)Sources.Memory.Texts_EL.size(0);
        var likeness = new float[questions.Count, remembered];
        if (remembered > 0)
        {
            var likeness_QE = critiques_QL.matmul(Sources.Memory.Texts_EL.t()).cpu().contiguous();
            likeness_QE.data<float>().ToArray().AsSpan().CopyTo(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref likeness[0, 0], likeness.Length));
        }

        return new QueryCells(Sources, questions, likeness, keptWord);
    }

    public void Dispose()
    {
        Weights.Dispose();
        Sources.Dispose();
    }
}
