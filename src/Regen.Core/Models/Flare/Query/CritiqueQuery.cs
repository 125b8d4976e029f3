// Shape letters: Q questions, N cells (a question and one of its rivals), U distinct rivals, L width of the text encoder, E word matches.
using Regen.Core.Configuration;
using Regen.Core.Models.Encoders;
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
    private readonly SentenceReader? reader;

    /// <param name="width">L.</param>
    /// <param name="words">Words of the catalogue.</param>
    /// <param name="reader">Layers of the text encoder that read critiques on, owned by the head from here on; null leaves sentences as the encoder has them.</param>
    public CritiqueQuery(CritiqueQueryConfig config, int width, int words, SentenceReader? reader = null)
        : base(nameof(CritiqueQuery))
    {
        (this.config, this.reader) = (config, reader);
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

    /// <summary>The layers that read critiques on; null where none do.</summary>
    public SentenceReader? Reader => reader;

    /// <summary>What the head makes of sentences.</summary>
    /// <param name="published_QL">As the published encoder has them, at length 1, float32 [Q, L].</param>
    /// <param name="tokens">States of their tokens below the layers of <see cref="Reader"/>; not read without it.</param>
    /// <param name="critiques">Row of each.</param>
    /// <returns>float32 [Q, L], at length 1; the caller's dispose scope owns it.</returns>
    internal Tensor Read(Tensor published_QL, ITextTable? tokens, ReadOnlySpan<int> critiques)
    {
        if (reader is null)
        {
            return published_QL.alias();
        }

        using var scope = NewDisposeScope();
        var (states_QTL, keep_QT) = tokens!.Look(critiques);
        return reader.call(states_QTL, keep_QT).MoveToOuterDisposeScope();
    }

    /// <summary>Scores of all cells of some questions, in their order.</summary>
    /// <param name="sources">What is asked.</param>
    /// <param name="cells">The questions beside their rivals.</param>
    /// <param name="critiques_QL">The sentences as the head reads them, as unit vectors, float32 [Q, L].</param>
    /// <returns>float32 [N]; the caller's dispose scope owns it.</returns>
    internal Tensor Score(QuerySources sources, CellTensors cells, Tensor critiques_QL)
    {
        using var scope = NewDisposeScope();
        var sentence_QL = functional.dropout(critiques_QL, config.Dropout, training);
        var texts_QU = Texts(0, sources.Items_VL, sentence_QL, cells) + Texts(1, sources.Titles_VL, sentence_QL, cells);
        var scores_N = texts_QU.view(-1).index_select(0, cells.Pairs_N)
            + (cells.Same_N * shared_weights[0] * Gain)
            + cells.Memory_N3.matmul(memory_weights * Gain);
        return (cells.Words is null ? scores_N : scores_N + SharedWords(cells.Words, scores_N)).MoveToOuterDisposeScope();
    }

    // What one kind of text gives, of every question with every item that is anybody's rival.
    private Tensor Texts(int field, Tensor texts_VL, Tensor sentence_QL, CellTensors cells)
    {
        var rivals_LU = texts_VL.index_select(0, cells.Rivals_U).t();
        var previous_QL = texts_VL.index_select(0, cells.Previous_Q);
        var likeness_QU = previous_QL.matmul(rivals_LU);

        // The sentence, moved by the item that it speaks of, against each rival.
        var moved_QL = sentence_QL + critique_map[field].call(sentence_QL) + previous_map[field].call(functional.dropout(previous_QL, config.Dropout, training));
        var cosines_QU = functional.normalize(moved_QL, dim: -1).matmul(rivals_LU);

        // The sentence against the step from the previous item to each rival; very near rivals make a step of little meaning.
        var way_QL = functional.normalize(sentence_QL + step_map[field].call(sentence_QL), dim: -1);
        var along_QU = way_QL.matmul(rivals_LU) - (way_QL * previous_QL).sum(-1, true);
        var steps_QU = along_QU / (2.0001 - (likeness_QU * 2)).clamp(0.05, null).sqrt();

        return (likeness_QU * shared_weights[1 + field] * Gain) + (cosines_QU * cosine_scale[field] * Gain) + (steps_QU * step_scale[field] * Gain);
    }

    private Tensor SharedWords(WordMatches words, Tensor scores_N)
    {
        var amounts_E = words.Rarity_E * word_logs.index_select(0, words.Words_E).exp() * (word_weights * Gain).index_select(0, words.Kinds_E);
        return zeros_like(scores_N).index_add(0, words.Cells_E, amounts_E, 1);
    }
}
