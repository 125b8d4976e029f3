// Shape letters: B users, Q questions, N cells, V items, L width of the text encoder.
using Regen.Core.Configuration;
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

    /// <summary>What critiques say of their rivals.</summary>
    /// <param name="questions">One critique each.</param>
    /// <param name="critiques">Their sentences.</param>
    /// <returns>The caller's dispose scope owns it.</returns>
    public CritiqueAnswers Answer(IReadOnlyList<CritiqueQuestion> questions, SentenceVectors critiques)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        Weights.eval();
        List<long> rows = [];
        List<long> items = [];
        List<Tensor> values = [];
        for (var start = 0; start < questions.Count;)
        {
            var count = 0;
            for (var cells = 0; start + count < questions.Count && (count == 0 || cells < CellsAtOnce); count++)
            {
                cells += Sources.RivalsOf(questions[start + count].Previous).Length;
            }

            var asked = Cells([.. questions.Skip(start).Take(count)], critiques.Published_QL.narrow(0, start, count));
            values.Add(asked.Count == 0 ? zeros([0]) : Weights.Score(Sources, asked.ToTensors(Sources.Device), critiques.Read_QL.narrow(0, start, count)));
            rows.AddRange(asked.Rows.Select(row => row + start));
            items.AddRange(asked.Items);
            start += count;
        }

        return new CritiqueAnswers([.. rows], [.. items], cat([.. values]).MoveToOuterDisposeScope());
    }

    /// <summary>Mixes what critiques say into the scores of their users: rivals first, by critique and history; then all others, by history.</summary>
    /// <param name="scores_BV">History scores, float32 [B, V]; changed in place.</param>
    /// <param name="users">Row of each question's user.</param>
    /// <param name="mix">Weight of the history; null takes the trained one.</param>
    public void AddTo(Tensor scores_BV, IReadOnlyList<int> users, CritiqueAnswers answers, float? mix = null)
    {
        if (answers.Rows.Length == 0)
        {
            return;
        }

        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var width = scores_BV.size(1);
        var places_N = tensor(answers.Rows.Select((row, i) => (users[(int)row] * width) + answers.Items[i]).ToArray()).to(scores_BV.device);
        var flat = scores_BV.view(-1);
        var history_N = flat.index_select(0, places_N);
        var mixed_N = mix is { } given ? history_N * given : history_N * Weights.Mix;
        flat.index_copy_(0, places_N, mixed_N + answers.Values_N + Ahead);
    }

    /// <summary>Sentences as the published encoder has them and as this head reads them, which is at rest.</summary>
    /// <param name="published_QL">At length 1, float32 [Q, L].</param>
    /// <param name="tokens">As for <see cref="CritiqueQuery.Read"/>.</param>
    /// <param name="critiques">Row of each.</param>
    internal SentenceVectors Read(Tensor published_QL, ITextTable? tokens, ReadOnlySpan<int> critiques)
    {
        using var frozen = no_grad();
        Weights.eval();
        return new SentenceVectors(published_QL, Weights.Read(published_QL, tokens, critiques));
    }

    /// <summary>Puts questions beside their rivals.</summary>
    /// <param name="critiques_QL">Their sentences as the published encoder has them, which is how others' are remembered.</param>
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

/// <summary>Sentences as unit vectors, float32 [Q, L] each.</summary>
/// <param name="Published_QL">As the published encoder has them: compared with what is remembered.</param>
/// <param name="Read_QL">As a head's own layers read them, or the same: compared with texts.</param>
public sealed record SentenceVectors(Tensor Published_QL, Tensor Read_QL);

/// <summary>What critiques say of single items.</summary>
/// <param name="Rows">Question of each cell.</param>
/// <param name="Items">Rival of each cell.</param>
/// <param name="Values_N">float32 [N].</param>
public sealed record CritiqueAnswers(long[] Rows, long[] Items, Tensor Values_N);
