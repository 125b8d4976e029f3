using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Evaluation;
using Regen.Core.Runs;

namespace Regen.Core.Baselines;

/// <summary>What a counted recommender reaches on a prepared corpus.</summary>
/// <param name="Ranks">One row per test case, in the order of the split.</param>
/// <param name="Metrics">Means for all users and for slices, and coverage@10 and gini@10, in both columns.</param>
public sealed record BaselineResult(UserRank[] Ranks, IReadOnlyList<MetricResult> Metrics);

/// <summary>What is counted, and what is asked.</summary>
public sealed record BaselineTask
{
    /// <summary>The corpus; its split says what is counted and what is asked.</summary>
    public required PreparedData Data { get; init; }

    /// <summary>Popularity, Markov, item-kNN or TGH.</summary>
    public required ModelConfig Model { get; init; }

    /// <summary>Cuts k of Recall@k and NDCG@k.</summary>
    public required IReadOnlyList<int> Cutoffs { get; init; }

    /// <summary>A vector for each item's text; only TGH reads them.</summary>
    public ItemTextVectors? Texts { get; init; }

    /// <summary>The questions; null for the split's test part.</summary>
    public IReadOnlyList<EvaluationCase>? Cases { get; init; }

    /// <summary>How many of the last items are shown; null for the whole history. What counts as seen does not change with it.</summary>
    public int? Shown { get; init; }
}

/// <summary>Counts a baseline on the training part and ranks every test target among the whole catalogue.</summary>
public static class BaselineEvaluation
{
    private const long SecondsPerDay = 86_400;
    private const int CasesPerReport = 1000;

    /// <summary>The scorer that a configuration names, counted on <paramref name="part"/>.</summary>
    /// <param name="texts">A vector for each item's text; only TGH reads them.</param>
    /// <exception cref="ArgumentException">The configuration is of a trained model, or of TGH and there are no texts.</exception>
    public static IScorer Fit(ModelConfig model, TrainingPart part, ItemTextVectors? texts = null) => model switch
    {
        PopularityConfig => new PopularityScorer(part),
        MarkovConfig markov => new MarkovScorer(part, markov.LastItems, markov.PopularityBreaksTies),
        ItemKnnConfig knn => new ItemKnnScorer(part, knn.LastItems),
        TghConfig tgh when texts is not null => new TghScorer(part, tgh, texts),
        TghConfig => throw new ArgumentException("TGH compares texts, and none were given", nameof(texts)),
        _ => throw new ArgumentException($"{model?.GetType().Name} is trained, not counted", nameof(model)),
    };

    /// <summary>Ranks the whole test part: the short form of <see cref="Run(BaselineTask, IProgress{WorkProgress}, CancellationToken)"/>.</summary>
    public static BaselineResult Run(
        PreparedData data,
        ModelConfig model,
        IReadOnlyList<int> cutoffs,
        IProgress<WorkProgress>? progress = null,
        CancellationToken stop = default) =>
        Run(new BaselineTask { Data = data, Model = model, Cutoffs = cutoffs }, progress, stop);

    /// <exception cref="RegenException">There is nothing to rank.</exception>
    public static BaselineResult Run(BaselineTask task, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        var cases = task.Cases ?? task.Data.Split.Test;
        if (cases.Count == 0)
        {
            throw new RegenException(
                $"The split '{task.Data.Split.Kind}' asks for nothing, so there is nothing to rank.",
                task.Data.Folder,
                "prepare with split leave_one_out or temporal");
        }

        var part = TrainingPart.Of(task.Data);
        var ranker = new Ranker(task, cases, Fit(task.Model, part, task.Texts), part.Popularity());
        for (var row = 0; row < cases.Count; row++)
        {
            if (row % CasesPerReport == 0)
            {
                stop.ThrowIfCancellationRequested();
                progress?.Report(new WorkProgress("ranking", row, cases.Count, "users"));
            }

            ranker.Rank(row);
        }

        progress?.Report(new WorkProgress("ranking", cases.Count, cases.Count, "users"));
        return new BaselineResult(ranker.Ranks, ranker.Metrics(task.Cutoffs));
    }

    /// <summary>Scores, ranks and best lists of the test cases.</summary>
    private sealed class Ranker(BaselineTask task, IReadOnlyList<EvaluationCase> cases, IScorer scorer, int[] popularity)
    {
        private readonly PreparedData data = task.Data;
        private readonly float[] scores = new float[scorer.ItemCount];
        private readonly int width = Math.Min(RecordedMetrics.ListLength, scorer.ItemCount);
        private readonly List<int> keptLists = [];
        private readonly List<int> removedLists = [];

        public UserRank[] Ranks { get; } = new UserRank[cases.Count];

        public void Rank(int row)
        {
            var (user, length) = cases[row];
            var seen = data.Sequences.ItemsOf(user)[..length];
            var shown = seen[^Math.Min(length, task.Shown ?? length)..];
            var times = data.Sequences.TimesOf(user);
            var target = data.Sequences.ItemsOf(user)[length];
            scorer.Score(shown, scores);
            var kept = Ranking.Place<float>(scores, target).PessimisticRank;
            Keep(keptLists, []);
            scorer.ScoreUnseen(shown, seen, scores);
            var removed = Ranking.Place<float>(scores, target, seen).PessimisticRank;
            Keep(removedLists, seen);
            Ranks[row] = new UserRank(
                user,
                target,
                length,
                kept,
                removed,
                data.Sequences.IsCritiquedAt(user, length),
                times[length] / SecondsPerDay == times[length - 1] / SecondsPerDay,
                popularity[target]);
        }

        public IReadOnlyList<MetricResult> Metrics(IReadOnlyList<int> cutoffs) =>
            RecordedMetrics.Of(Ranks, [.. keptLists], [.. removedLists], popularity, cutoffs);

        private void Keep(List<int> lists, ReadOnlySpan<int> excluded)
        {
            Span<int> best = stackalloc int[width];
            if (Ranking.TopK<float>(scores, excluded, best) == width)
            {
                lists.AddRange(best);
            }
        }
    }
}
