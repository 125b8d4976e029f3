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

/// <summary>Counts a baseline on the training part and ranks every test target among the whole catalogue.</summary>
public static class BaselineEvaluation
{
    private const long SecondsPerDay = 86_400;
    private const int CasesPerReport = 1000;

    /// <summary>The scorer that a configuration names, counted on <paramref name="part"/>.</summary>
    /// <exception cref="ArgumentException">The configuration is of a trained model.</exception>
    public static IScorer Fit(ModelConfig model, TrainingPart part) => model switch
    {
        PopularityConfig => new PopularityScorer(part),
        MarkovConfig markov => new MarkovScorer(part, markov.LastItems, markov.PopularityBreaksTies),
        ItemKnnConfig knn => new ItemKnnScorer(part, knn.LastItems),
        _ => throw new ArgumentException($"{model?.GetType().Name} is trained, not counted", nameof(model)),
    };

    /// <param name="data">The corpus; its split says what is counted and what is asked.</param>
    /// <param name="model">Popularity, Markov or item-kNN.</param>
    /// <param name="cutoffs">Cuts k of Recall@k and NDCG@k.</param>
    public static BaselineResult Run(
        PreparedData data,
        ModelConfig model,
        IReadOnlyList<int> cutoffs,
        IProgress<WorkProgress>? progress = null,
        CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Split.Test.Length == 0)
        {
            throw new RegenException(
                $"The split '{data.Split.Kind}' asks for nothing, so there is nothing to rank.",
                data.Folder,
                "prepare with split leave_one_out or temporal");
        }

        var part = TrainingPart.Of(data);
        var ranker = new Ranker(data, Fit(model, part), part.Popularity());
        for (var row = 0; row < data.Split.Test.Length; row++)
        {
            if (row % CasesPerReport == 0)
            {
                stop.ThrowIfCancellationRequested();
                progress?.Report(new WorkProgress("ranking", row, data.Split.Test.Length, "users"));
            }

            ranker.Rank(row);
        }

        progress?.Report(new WorkProgress("ranking", data.Split.Test.Length, data.Split.Test.Length, "users"));
        return new BaselineResult(ranker.Ranks, ranker.Metrics(cutoffs));
    }

    /// <summary>Scores, ranks and best lists of the test cases.</summary>
    private sealed class Ranker(PreparedData data, IScorer scorer, int[] popularity)
    {
        private readonly float[] scores = new float[scorer.ItemCount];
        private readonly int width = Math.Min(RecordedMetrics.ListLength, scorer.ItemCount);
        private readonly List<int> keptLists = [];
        private readonly List<int> removedLists = [];

        public UserRank[] Ranks { get; } = new UserRank[data.Split.Test.Length];

        public void Rank(int row)
        {
            var (user, length) = data.Split.Test[row];
            var history = data.Sequences.ItemsOf(user)[..length];
            var times = data.Sequences.TimesOf(user);
            var target = data.Sequences.ItemsOf(user)[length];
            scorer.Score(history, scores);
            Ranks[row] = new UserRank(
                user,
                target,
                length,
                Ranking.Place<float>(scores, target).PessimisticRank,
                Ranking.Place<float>(scores, target, history).PessimisticRank,
                data.Sequences.IsCritiquedAt(user, length),
                times[length] / SecondsPerDay == times[length - 1] / SecondsPerDay,
                popularity[target]);
            Keep(keptLists, []);
            Keep(removedLists, history);
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
