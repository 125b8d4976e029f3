// Shape letters: B users, V items, T text vectors of an item, L width of the text encoder.
using Regen.Core.Data;
using Regen.Core.Evaluation;
using Regen.Core.Inference;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;
using Regen.Core.Training;
using TorchSharp;

namespace Regen.Core.Workbench;

/// <summary>
/// How well items are ranked that training never saw: test users whose target is cold, ranked among all items and among the
/// cold ones alone, beside two controls: the neighbours of the last item's text, and chance.
/// </summary>
/// <remarks>
/// The ranks of each scorer are left in the run's folder: <c>cold.model.parquet</c>, <c>cold.model-among-cold.parquet</c>,
/// and the same of <c>text-knn</c>.
/// </remarks>
internal static class ColdStudy
{
    private const int UsersAtOnce = 256;

    /// <returns>Metrics in slices "cold" and "cold among cold", with ", text knn" or ", chance" for the controls.</returns>
    public static IReadOnlyList<MetricResult> Run(
        FlareScorer scorer, ColdItems cold, TextTables texts, RunFolder run, IReadOnlyList<int> cutoffs, CancellationToken stop)
    {
        EvaluationCase[] cases = [.. cold.Data.Split.Test.Where(asked => cold.IsCold[cold.Data.Sequences.ItemsOf(asked.User)[asked.HistoryLength]])];
        if (cases.Length == 0)
        {
            return [];
        }

        List<MetricResult> metrics = [];
        void Add(string scorer, string slice, Func<IReadOnlyList<Query>, torch.Tensor> score)
        {
            var (all, among) = Rank(cold, cases, score, stop);
            run.WriteColdRanks(all, scorer);
            run.WriteColdRanks(among, $"{scorer}-among-cold");
            metrics.AddRange(Means(all, $"cold{slice}", cutoffs));
            metrics.AddRange(Means(among, $"cold among cold{slice}", cutoffs));
        }

        Add("model", "", scorer.Score);
        if (texts.Items is not null)
        {
            using var neighbours = new TextNeighbours(texts.Items);
            Add("text-knn", ", text knn", neighbours.Score);
        }

        metrics.AddRange(Chance("cold, chance", cold.IsCold.Length, cases.Length, cutoffs));
        metrics.AddRange(Chance("cold among cold, chance", cold.IsCold.Count(isCold => isCold), cases.Length, cutoffs));
        return metrics;
    }

    private static (UserRank[] All, UserRank[] Among) Rank(
        ColdItems cold, EvaluationCase[] cases, Func<IReadOnlyList<Query>, torch.Tensor> score, CancellationToken stop)
    {
        var popularity = new int[cold.IsCold.Length]; // a cold item has none
        List<UserRank> all = [];
        List<UserRank> among = [];
        foreach (var part in cases.Chunk(UsersAtOnce))
        {
            stop.ThrowIfCancellationRequested();
            using var frozen = torch.no_grad();
            using var scope = torch.NewDisposeScope();
            var (queries, targets) = CaseEvaluation.Ask(cold.Data, part);
            var scores_BV = score(queries);
            var warm_V = torch.tensor(Array.ConvertAll(cold.IsCold, isCold => !isCold)).to(scores_BV.device);
            var inAll = CaseRanking.Ranks(scores_BV, queries, targets);
            var inCold = CaseRanking.Ranks(scores_BV.masked_fill(warm_V, double.NegativeInfinity), queries, targets);
            all.AddRange(part.Select((asked, i) => CaseEvaluation.Describe(cold.Data, asked, inAll[i], popularity)));
            among.AddRange(part.Select((asked, i) => CaseEvaluation.Describe(cold.Data, asked, inCold[i], popularity)));
        }

        return ([.. all], [.. among]);
    }

    private static IEnumerable<MetricResult> Means(UserRank[] ranks, string slice, IReadOnlyList<int> cutoffs) =>
        from column in (string[])["kept", "removed"]
        from metric in RankingMetric.All(cutoffs)
        select new MetricResult(
            metric.Name, column, slice, ranks.Length, ranks.Average(rank => metric.Of(column == "kept" ? rank.RankKept : rank.RankRemoved)), metric.Signature());

    private static IEnumerable<MetricResult> Chance(string slice, int items, int users, IReadOnlyList<int> cutoffs) =>
        from metric in RankingMetric.All(cutoffs)
        let mean = Enumerable.Range(1, items).Average(rank => metric.Of(rank))
        select new MetricResult(metric.Name, "kept", slice, users, mean, $"mean over all {items} ranks; {metric.Signature()}");

    /// <summary>Cosine of the last item's mean text vector with every item's: what text alone knows of a next item.</summary>
    private sealed class TextNeighbours : IDisposable
    {
        private readonly torch.Tensor texts_VL;

        public TextNeighbours(ITextTable items)
        {
            using var scope = torch.NewDisposeScope();
            var (vectors_VTL, keep_VT) = items.Look([.. Enumerable.Range(0, items.Count)]);
            var weights_VT1 = keep_VT is null ? torch.ones_like(vectors_VTL.narrow(2, 0, 1)) : keep_VT.unsqueeze(-1).to(torch.ScalarType.Float32);
            texts_VL = torch.nn.functional.normalize((vectors_VTL * weights_VT1).sum(1), dim: -1).DetachFromDisposeScope();
        }

        public torch.Tensor Score(IReadOnlyList<Query> queries)
        {
            using var scope = torch.NewDisposeScope();
            var last_B = torch.tensor(queries.Select(query => (long)query.History[^1]).ToArray()).to(texts_VL.device);
            return texts_VL.index_select(0, last_B).matmul(texts_VL.t()).MoveToOuterDisposeScope();
        }

        public void Dispose() => texts_VL.Dispose();
    }
}
