// Shape letters: B users, S positions, V items, D model width.
using Regen.Core.Models.Common;
using Regen.Core.Models.Flare;
using Regen.Core.Models.Flare.Query;
using static TorchSharp.torch;

namespace Regen.Core.Inference;

/// <summary>What one user is asked with.</summary>
/// <param name="History">Item numbers, oldest first; at least one.</param>
/// <param name="Critiques">Critique row at each history position, or -1; as long as the history.</param>
/// <param name="Critique">Critique row for the item asked for, or -1.</param>
public readonly record struct Query(int[] History, int[] Critiques, int Critique);

/// <summary>
/// A FLARE with its weights at rest: item vectors are computed once, then any number of users are scored against the whole
/// catalogue. Training makes a new one for each evaluation.
/// </summary>
public sealed class FlareScorer : IDisposable
{
    private const int ItemsAtOnce = 2048;
    private const float SeenPenalty = 1e5f;

    private readonly FlareModel model;
    private readonly TextTables texts;
    private readonly Tensor fused_VD;
    private readonly Tensor items_VD;
    private readonly Tensor bias_V;
    private readonly Tensor answering_VD;

    /// <summary>Computes the vectors of the whole catalogue from its ids and texts.</summary>
    public FlareScorer(FlareModel model, TextTables texts)
        : this(model, texts, Vectors(model, texts))
    {
    }

    /// <summary>Takes vectors that were computed before; the scorer owns them from here on.</summary>
    public FlareScorer(FlareModel model, TextTables texts, CatalogueVectors vectors)
    {
        (this.model, this.texts) = (model, texts);
        (fused_VD, items_VD, bias_V) = (vectors.Fused_VD, vectors.Items_VD, vectors.Bias_V);
        answering_VD = model.WithTexts(items_VD).DetachFromDisposeScope();
        model.eval();
    }

    /// <summary>V, the catalogue.</summary>
    public int ItemCount => (int)items_VD.size(0);

    /// <summary>The catalogue's vectors; owned by the scorer.</summary>
    public CatalogueVectors Catalogue => new(fused_VD, items_VD, bias_V);

    /// <summary>What the model's evidence is read from; owned by the model.</summary>
    public EvidenceSources Sources => model.Sources;

    /// <summary>Scores are <see cref="Answers(IReadOnlyList{Query})"/> by <see cref="Answering_VD"/> plus bias in float32 and in host memory, and nothing else.</summary>
    internal bool HasPlainScores =>
        items_VD.device.type == TorchSharp.DeviceType.CPU && model.Compute == ScalarType.Float32 && model.Config is { Successors: null, Head.Seen: "ranked" } && model.Query is null;

    /// <summary>What answers are multiplied with, float32 [V, D]; owned by the scorer.</summary>
    internal Tensor Answering_VD => answering_VD;

    /// <summary>What each user asks the catalogue, float32 [B, D]; the caller's dispose scope owns it.</summary>
    internal Tensor Answers(IReadOnlyList<Query> queries)
    {
        using var frozen = no_grad();
        return Answers(SequenceRow.Assemble([.. queries.Select(Row)]));
    }

    /// <summary>Scores every item for each user.</summary>
    /// <returns>float32 [B, V] on the model's device; the caller's dispose scope owns it.</returns>
    public Tensor Score(IReadOnlyList<Query> queries)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var batch = SequenceRow.Assemble([.. queries.Select(Row)]);
        var scores_BV = Mixed.Scores(Answers(batch), answering_VD, model.Compute) + bias_V;
        model.Successors(batch, isTraining: false)?.AddTo(scores_BV);
        HearCritiques(scores_BV, queries);
        return (model.Config.Head.Seen == "last" ? PutSeenLast(scores_BV, queries) : scores_BV).MoveToOuterDisposeScope();
    }

    private Tensor Answers(FlareBatch batch)
    {
        using var scope = NewDisposeScope();
        var items_N = tensor(batch.Items).to(ScalarType.Int64).to(fused_VD.device);
        var critiques_CD = batch.Critiques.Length == 0 ? null : model.CritiqueVectors(batch.Critiques, texts.Critiques!);
        var hidden = model.forward(batch, fused_VD.index_select(0, items_N), critiques_CD);
        return model.Answers(hidden, batch).MoveToOuterDisposeScope();
    }

    private void HearCritiques(Tensor scores_BV, IReadOnlyList<Query> queries)
    {
        int[] rows = model.Query is null ? [] : [.. Enumerable.Range(0, queries.Count).Where(row => queries[row].Critique >= 0)];
        if (rows.Length == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        int[] critiques = [.. rows.Select(row => queries[row].Critique)];
        var (vectors_QTL, keep_QT) = texts.Critiques!.Look(critiques);
        var sentences = model.Query!.Read(nn.functional.normalize(TextMeans.Of(vectors_QTL, keep_QT), dim: -1), texts.Tokens, critiques);
        CritiqueQuestion[] questions =
        [
            .. rows.Select(row => queries[row]).Select(query => new CritiqueQuestion(
                query.History[^1], model.Query.Config.Words ? model.Query.Sources.Words.Known(texts.Sentences[query.Critique]) : [], [], -1)),
        ];
        model.Query.AddTo(scores_BV, rows, model.Query.Answer(questions, sentences));
    }

    /// <summary>Takes more from the scores of history items than any score can make up for; among themselves they keep their order.</summary>
    private static Tensor PutSeenLast(Tensor scores_BV, IReadOnlyList<Query> queries)
    {
        var width = scores_BV.size(1);
        long[] places = [.. queries.SelectMany((query, user) => query.History.Distinct().Select(item => (user * width) + item))];
        var penalties = full([places.Length], -SeenPenalty, ScalarType.Float32, scores_BV.device);
        return scores_BV.view(-1).index_add(0, tensor(places).to(scores_BV.device), penalties, 1).view(scores_BV.shape);
    }

    public void Dispose()
    {
        fused_VD.Dispose();
        items_VD.Dispose();
        bias_V.Dispose();
        answering_VD.Dispose();
    }

    private SequenceRow Row(Query query)
    {
        var isRead = model.Config.Critique.Use;
        return model.IsCausal ? CausalRow(query, isRead) : MaskedRow(query, isRead);
    }

    private SequenceRow MaskedRow(Query query, bool isRead)
    {
        var shown = Math.Min(query.History.Length, model.Config.MaxHistory - 1);
        int[] items = [.. query.History[^shown..], SequenceRow.Unknown];
        var isMasked = new bool[shown + 1];
        isMasked[shown] = true;
        int[] critiques = [.. query.Critiques[^shown..], query.Critique];
        return new SequenceRow(items, isMasked, isRead ? critiques : Silence(critiques), AskedAtTheEnd(shown + 1));
    }

    private SequenceRow CausalRow(Query query, bool isRead)
    {
        var shown = Math.Min(query.History.Length, model.Config.MaxHistory);
        int[] critiques = [.. query.Critiques[^shown..][1..], query.Critique];
        return new SequenceRow(
            query.History[^shown..], new bool[shown], isRead ? critiques : Silence(critiques), AskedAtTheEnd(shown));
    }

    private static int[] Silence(int[] critiques) => [.. critiques.Select(_ => -1)];

    private static int[] AskedAtTheEnd(int length)
    {
        var targets = new int[length];
        Array.Fill(targets, -1);
        targets[^1] = SequenceRow.Unknown;
        return targets;
    }

    private static CatalogueVectors Vectors(FlareModel model, TextTables texts)
    {
        model.eval();
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var parts = Enumerable.Range(0, model.Sizes.Items).Chunk(ItemsAtOnce).Select(items => model.Vectors(items, texts.Items)).ToArray();
        var all = new ItemVectors(
            parts[0].Ids_ND is null ? null : cat([.. parts.Select(part => part.Ids_ND!)], 0),
            parts[0].Context_ND is null ? null : cat([.. parts.Select(part => part.Context_ND!)], 0),
            cat([.. parts.Select(part => part.Fused_ND)], 0));
        var (items_VD, bias_V) = model.RankingVectors(all);
        return new CatalogueVectors(
            all.Fused_ND.DetachFromDisposeScope(), items_VD.clone().DetachFromDisposeScope(), bias_V.DetachFromDisposeScope());
    }
}

/// <summary>All item vectors of a trained model, at rest.</summary>
/// <param name="Fused_VD">What a history position feeds in, float32 [V, D].</param>
/// <param name="Items_VD">What items are ranked by, float32 [V, D].</param>
/// <param name="Bias_V">Added to their scores, float32 [V].</param>
public sealed record CatalogueVectors(Tensor Fused_VD, Tensor Items_VD, Tensor Bias_V);
