using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;
using TorchSharp;

namespace Regen.Core.Training;

/// <summary>Per-user ranks and lists of one ranked part.</summary>
/// <param name="Ranks">One row per case, in the order of the cases.</param>
/// <param name="TopKept">The best items among all.</param>
/// <param name="TopRemoved">The best items without those seen.</param>
public sealed record RankedPart(UserRank[] Ranks, TopItems[] TopKept, TopItems[] TopRemoved);

/// <summary>Asks a FLARE the cases of a split, over the whole catalogue.</summary>
public static class CaseEvaluation
{
    /// <returns>NDCG@10 on validation, seen items kept: what early stopping looks at.</returns>
    public static double ValidationNdcg(FlareModel model, FlareTask task)
    {
        using var scorer = new FlareScorer(model, task.Texts);
        using var ranking = new CatalogueRanking(scorer);
        var total = 0.0;
        foreach (var cases in task.Data.Split.Validation.Chunk(task.Evaluation.Batch))
        {
            using var scope = torch.NewDisposeScope();
            var (queries, targets) = Ask(task.Data, cases);
            total += ranking.Rank(queries, targets, 0).Ranks.Sum(rank => rank.Kept <= 10 ? 1 / Math.Log2(1 + rank.Kept) : 0);
        }

        model.train();
        return total / task.Data.Split.Validation.Length;
    }

    /// <summary>Ranks every case and keeps its best items.</summary>
    public static RankedPart Rank(
        FlareScorer scorer, PreparedData data, EvaluationCase[] cases, RankOptions options, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var popularity = FlareFactory.TrainingCounts(data);
        using var ranking = new CatalogueRanking(scorer);
        List<UserRank> ranks = [];
        List<TopItems> kept = [];
        List<TopItems> removed = [];
        foreach (var part in cases.Chunk(options.Batch))
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var (queries, targets) = Ask(data, part);
            var found = ranking.Rank(queries, targets, options.K);
            ranks.AddRange(part.Select((asked, i) => Describe(data, asked, found.Ranks[i], popularity)));
            kept.AddRange(found.TopKept);
            removed.AddRange(found.TopRemoved);
            progress?.Report(new WorkProgress("ranking the test part", ranks.Count, cases.Length, "users"));
        }

        return new RankedPart([.. ranks], [.. kept], [.. removed]);
    }

    /// <summary>A row of <c>ranks.parquet</c>.</summary>
    public static UserRank Describe(PreparedData data, EvaluationCase asked, TargetRank rank, ReadOnlySpan<int> popularity)
    {
        const long SecondsPerDay = 86_400;
        var target = data.Sequences.ItemsOf(asked.User)[asked.HistoryLength];
        var times = data.Sequences.TimesOf(asked.User);
        var isCritiqued = data.Sequences.IsCritiquedAt(asked.User, asked.HistoryLength);
        var isSameDay = times[asked.HistoryLength] / SecondsPerDay == times[asked.HistoryLength - 1] / SecondsPerDay;
        return new UserRank(asked.User, target, asked.HistoryLength, rank.Kept, rank.Removed, isCritiqued, isSameDay, popularity[target]);
    }

    /// <summary>What the model is shown for some cases, and the items asked for.</summary>
    public static (Query[] Queries, int[] Targets) Ask(PreparedData data, EvaluationCase[] cases)
    {
        var queries = new Query[cases.Length];
        var targets = new int[cases.Length];
        for (var i = 0; i < cases.Length; i++)
        {
            var (user, length) = cases[i];
            var items = data.Sequences.ItemsOf(user);
            var critiques = data.Sequences.CritiquesOf(user);
            queries[i] = new Query(items[..length].ToArray(), critiques[..length].ToArray(), critiques[length]);
            targets[i] = items[length];
        }

        return (queries, targets);
    }
}

/// <summary>How a part is ranked.</summary>
/// <param name="Batch">Users at once.</param>
/// <param name="K">Length of the lists that are kept.</param>
public readonly record struct RankOptions(int Batch, int K);
