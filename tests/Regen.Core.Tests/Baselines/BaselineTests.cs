using Regen.Core.Baselines;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Xunit;

namespace Regen.Core.Tests.Baselines;

public sealed class BaselineTests
{
    // Training parts: 0 1 2, 0 1 3, 1 2.
    private static readonly TrainingPart Part = TrainingPart.Of(Corpora.Of(5, [0, 1, 2, 4, 4], [0, 1, 3, 4, 4], [1, 2, 4, 4]));

    [Fact]
    public void Popularity_counts_training_occurrences_only() =>
        Assert.Equal([2, 3, 2, 1, 0], Scores(new PopularityScorer(Part), [3]));

    [Fact]
    public void Markov_is_the_share_of_transitions_from_the_last_item() =>
        Near([0, 0, 2.0 / 3, 1.0 / 3, 0], Scores(new MarkovScorer(Part, 1, popularityBreaksTies: false), [0, 1]));

    [Fact]
    public void Earlier_items_vote_with_half_and_a_third()
    {
        var scores = Scores(new MarkovScorer(Part, 3, popularityBreaksTies: false), [0, 0, 1, 3]);

        Near([0, 1.0 / 3, 0.5 * 2 / 3, 0.5 / 3, 0], scores);
    }

    [Fact]
    public void Popularity_breaks_ties_and_nothing_else()
    {
        var scores = Scores(new MarkovScorer(Part, 1, popularityBreaksTies: true), [2]);

        Near([1e-6 * 2 / 3, 1e-6, 1e-6 * 2 / 3, 1e-6 / 3, 0], scores);
    }

    [Fact]
    public void Item_knn_divides_users_of_both_by_the_root_of_users_of_each()
    {
        var scores = Scores(new ItemKnnScorer(Part, 0), [0, 3]);

        Near([1 / Math.Sqrt(2), (2 / Math.Sqrt(6)) + (1 / Math.Sqrt(3)), 0.5, 1 / Math.Sqrt(2), 0], scores);
    }

    [Fact]
    public void Only_the_last_items_vote_where_that_is_asked() =>
        Assert.Equal(Scores(new ItemKnnScorer(Part, 0), [1, 3]), Scores(new ItemKnnScorer(Part, 2), [0, 2, 1, 3]));

    [Fact]
    public void A_second_question_is_not_coloured_by_the_first()
    {
        var scorer = new ItemKnnScorer(Part, 0);
        var first = Scores(scorer, [0]);
        Scores(scorer, [1, 2]);

        Assert.Equal(first, Scores(scorer, [0]));
    }

    [Fact]
    public void Ranks_come_in_both_columns_with_the_marks_of_the_case()
    {
        var data = Corpora.Of(4, [0, 1, 2, 3], [0, 1, 2, 3], [2, 0, 1, 3]);

        var result = BaselineEvaluation.Run(data, new PopularityConfig(), [1]);

        // Training popularity: item 0 has 3, item 1 has 2, item 2 has 1, item 3 none.
        Assert.All(result.Ranks, rank => Assert.Equal((4, 1), (rank.RankKept, rank.RankRemoved)));
        Assert.Equal(0, result.Metrics.Single(metric => metric is { Metric: "recall@1", Column: "kept", Slice: "all" }).Value);
        Assert.Equal(1, result.Metrics.Single(metric => metric is { Metric: "recall@1", Column: "removed", Slice: "all" }).Value);
        Assert.Contains(result.Metrics, metric => metric is { Metric: "gini@10", Column: "kept" });
    }

    [Fact]
    public void A_split_without_questions_is_named()
    {
        var data = Corpora.Of(4, [0, 1, 2, 3]);
        var problem = Assert.Throws<RegenException>(() => BaselineEvaluation.Run(
            data with { Split = data.Split with { Kind = "all", Test = [] } }, new PopularityConfig(), [10]));

        Assert.Contains("'all'", problem.What, StringComparison.Ordinal);
    }

    private static void Near(double[] expected, float[] found) =>
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * Math.Max(1e-6, pair.First)));

    private static float[] Scores(IScorer scorer, int[] history)
    {
        var scores = new float[scorer.ItemCount];
        Array.Fill(scores, 42);
        scorer.Score(history, scores);
        return scores;
    }
}
