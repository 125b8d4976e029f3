using Regen.Core.Evaluation;
using Xunit;

namespace Regen.Core.Tests.Evaluation;

public sealed class RankingSummaryTests
{
    [Fact]
    public void Means_are_taken_per_column_and_slice()
    {
        EvaluatedUser[] users =
        [
            new(RankKept: 1, RankRemoved: 1, IsCritiqued: true, IsSameDay: false, TargetPopularity: 1),
            new(RankKept: 3, RankRemoved: 2, IsCritiqued: false, IsSameDay: false, TargetPopularity: 5),
            new(RankKept: 50, RankRemoved: 4, IsCritiqued: false, IsSameDay: true, TargetPopularity: 9),
        ];

        var means = RankingSummary.Of(users, [1, 5]);

        Assert.Equal(2.0 / 3, Value("recall@5", "kept", "all"), 1e-15);
        Assert.Equal(1, Value("recall@5", "removed", "all"));
        Assert.Equal(1, Value("recall@1", "kept", "critiqued"));
        Assert.Equal((1 + 0.5 + 0.25) / 3, Value("mrr", "removed", "all"), 1e-15);
        Assert.Equal(0.02, Value("mrr", "kept", "same_day"));
        Assert.Equal(0, Value("mrr@10", "kept", "same_day"));
        Assert.Equal(0.5, Value("ndcg@5", "kept", "popularity:middle"));
        Assert.Equal(2, means.First(mean => mean.Slice == "other_day").Users);

        double Value(string metric, string column, string slice) =>
            means.Single(mean => mean.Metric == metric && mean.Column == column && mean.Slice == slice).Value;
    }

    [Fact]
    public void Thirds_by_popularity_keep_equal_popularities_together_and_cover_everybody_once()
    {
        var users = Enumerable.Range(0, 30).Select(user => new EvaluatedUser(1, 1, false, false, user < 15 ? 0 : user)).ToArray();

        var means = RankingSummary.Of(users, [10]).Where(mean => mean is { Metric: "mrr", Column: "kept" }).ToDictionary(mean => mean.Slice, mean => mean.Users);

        Assert.Equal(15, means["popularity:low"]);
        Assert.Equal(30, means["popularity:low"] + means["popularity:middle"] + means["popularity:high"]);
    }

    [Fact]
    public void A_slice_without_users_has_no_mean() =>
        Assert.DoesNotContain(RankingSummary.Of([new EvaluatedUser(1, 1, false, false, 0)], [10]), mean => mean.Slice == "critiqued");

    [Fact]
    public void One_item_for_everybody_has_the_largest_gini()
    {
        var diversity = ListDiversity.Of([2, 2, 2, 2], k: 1, popularity: [1, 1, 7, 1]);

        Assert.Equal(0.75, diversity.Gini, 1e-15);
        Assert.Equal(0.25, diversity.Coverage);
        Assert.Equal(0, diversity.EntropyNats);
        Assert.Equal(7, diversity.AveragePopularity);
    }
}
