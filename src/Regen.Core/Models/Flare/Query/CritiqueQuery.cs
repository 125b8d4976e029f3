// Shape letters: Q questions, N cells (a question and one of its rivals), L width of the text encoder, E word matches.
using Regen.Core.Configuration;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Flare.Query;

/// <summary>
/// A critique asks the items' texts: late interaction between the sentence, the item that it speaks of, and each rival.
/// </summary>
/// <remarks>
/// A deviation from FLARE behind a switch: the paper's additive channel learns little from some thousand sentences, while the
/// encoder's own similarity, from which this head starts, knows them from the first step (docs/log.md). A rival's score is the
/// sum of cosines with the sentence moved by the previous item; cosines of the sentence with the step from previous item to
/// rival; shared words by rarity; likeness to remembered critiques; and what the two items share anyway.
/// </remarks>
public sealed class CritiqueQuery : Module
{
    // With Adam a gain is a learning rate: the few shared numbers move twenty times faster than the matrices.
    private const float Gain = 20;
    private const int TextFields = 2;

    private readonly CritiqueQueryConfig config;
    private readonly ModuleList<Linear> critique_map;
    private readonly ModuleList<Linear> previous_map;
    private readonly ModuleList<Linear> step_map;
    private readonly Parameter cosine_scale;
    private readonly Parameter step_scale;
    private readonly Parameter shared_weights;
    private readonly Parameter memory_weights;
    private readonly Parameter word_weights;
    private readonly Parameter word_logs;
    private readonly Parameter history_mix;

    /// <param name="width">L.</param>
    /// <param name="words">Words of the catalogue.</param>
    public CritiqueQuery(CritiqueQueryConfig config, int width, int words)
        : base(nameof(CritiqueQuery))
    {
        this.config = config;
        ModuleList<Linear> Maps() => new([.. Enumerable.Range(0, TextFields).Select(_ => Linear(width, width, hasBias: false))]);
        (critique_map, previous_map, step_map) = (Maps(), Maps(), Maps());
        Parameter Numbers(params float[] start) => Parameter(tensor(start) / Gain);
        cosine_scale = Numbers(10, 10);
        step_scale = Numbers(2, 2);
        shared_weights = Numbers(1, 0, 0);
        memory_weights = Numbers(2, 2, 0);
        word_weights = Numbers(0.5f, 0, 0.5f, 0, 0.2f, 0); // in the title, brand, rest: new there, or in the previous item's too
        word_logs = Parameter(zeros([words]));
        history_mix = Parameter(tensor(0.5f), requires_grad: false);
        RegisterComponents();
        using var frozen = no_grad();
        foreach (var map in critique_map.Concat(previous_map).Concat(step_map))
        {
            init.zeros_(map.weight!); // what is learned is what must be moved
        }
    }

    /// <summary>Weight of the history's scores beside the critique's; set on validation.</summary>
    public Parameter Mix => history_mix;

    /// <summary>Scores of all cells of some questions, in their order.</summary>
    /// <param name="sources">What is asked.</param>
    /// <param name="cells">The questions beside their rivals.</param>
    /// <param name="critiques_QL">The sentences as unit vectors, float32 [Q, L].</param>
    /// <returns>float32 [N]; the caller's dispose scope owns it.</returns>
    internal Tensor Score(QuerySources sources, CellTensors cells, Tensor critiques_QL)
    {
        using var scope = NewDisposeScope();
        var sentence_QL = functional.dropout(critiques_QL, config.Dropout, training);
        var scores_N = (cells.Same_N * shared_weights[0] * Gain) + cells.Memory_N3.matmul(memory_weights * Gain);
        Tensor[] fields = [sources.Items_VL, sources.Titles_VL];
        for (var field = 0; field < TextFields; field++)
        {
            var rivals_NL = fields[field].index_select(0, cells.Items_N);
            var previous_NL = fields[field].index_select(0, cells.Previous_N);
            var likeness_N = (rivals_NL * previous_NL).sum(-1);
            scores_N = scores_N + (likeness_N * shared_weights[1 + field] * Gain)
                + (Cosines(field, sentence_QL, fields[field], rivals_NL, cells) * cosine_scale[field] * Gain)
                + (Steps(field, sentence_QL, rivals_NL, previous_NL, likeness_N, cells) * step_scale[field] * Gain);
        }

        return (cells.Words is null ? scores_N : scores_N + SharedWords(cells.Words, scores_N)).MoveToOuterDisposeScope();
    }

    // The sentence, moved by the item that it speaks of, against each rival.
    private Tensor Cosines(int field, Tensor sentence_QL, Tensor texts_VL, Tensor rivals_NL, CellTensors cells)
    {
        var previous_QL = functional.dropout(texts_VL.index_select(0, FirstOf(cells.Previous_N, cells.Rows_N, sentence_QL.size(0))), config.Dropout, training);
        var asked_QL = sentence_QL + critique_map[field].call(sentence_QL) + previous_map[field].call(previous_QL);
        return (functional.normalize(asked_QL, dim: -1).index_select(0, cells.Rows_N) * rivals_NL).sum(-1);
    }

    // The sentence against the step from the previous item to each rival; very near rivals make a step of little meaning.
    private Tensor Steps(int field, Tensor sentence_QL, Tensor rivals_NL, Tensor previous_NL, Tensor likeness_N, CellTensors cells)
    {
        var asked_QL = functional.normalize(sentence_QL + step_map[field].call(sentence_QL), dim: -1);
        var along_N = (asked_QL.index_select(0, cells.Rows_N) * (rivals_NL - previous_NL)).sum(-1);
        return along_N / (2.0001 - (likeness_N * 2)).clamp(0.05, null).sqrt();
    }

    private Tensor SharedWords(WordMatches words, Tensor scores_N)
    {
        var amounts_E = words.Rarity_E * word_logs.index_select(0, words.Words_E).exp() * (word_weights * Gain).index_select(0, words.Kinds_E);
        return zeros_like(scores_N).index_add(0, words.Cells_E, amounts_E, 1);
    }

    // Cells of one question stand together, so a question's previous item is that of any of its cells.
    private static Tensor FirstOf(Tensor previous_N, Tensor rows_N, long questions) =>
        zeros([questions], ScalarType.Int64, previous_N.device).scatter_(0, rows_N, previous_N);
}
