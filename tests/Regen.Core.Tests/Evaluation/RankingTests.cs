using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Domain;
using Regen.Core.Evaluation;
using Xunit;

namespace Regen.Core.Tests.Evaluation;

public sealed class RankingTests
{
    [Fact]
    public void A_better_score_never_worsens_the_rank() => ForAllRows((scores, target, excluded) =>
    {
        var before = Ranking.Place<float>(scores, target, excluded).PessimisticRank;
        scores[target] += 0.5f;
        return Ranking.Place<float>(scores, target, excluded).PessimisticRank <= before;
    });

    [Fact]
    public void The_rank_does_not_depend_on_the_order_of_the_items() => ForAllRows((scores, target, excluded) =>
    {
        var order = Enumerable.Range(0, scores.Length).ToArray();
        SeededRandom.For(3, "order").Shuffle<int>(order);
        var moved = order.Select(item => scores[item]).ToArray();
        var place = Ranking.Place<float>(scores, target, excluded);
        return place == Ranking.Place<float>(moved, Array.IndexOf(order, target), Array.ConvertAll(excluded, item => Array.IndexOf(order, item)));
    });

    [Fact]
    public void The_place_is_what_a_plain_loop_counts() => ForAllRows((scores, target, excluded) =>
    {
        var others = Enumerable.Range(0, scores.Length).Where(item => item != target && !excluded.Contains(item)).ToArray();
        return Ranking.Place<float>(scores, target, excluded) == new TargetPlace(
            others.Count(item => scores[item] > scores[target]), others.Count(item => scores[item] == scores[target]));
    });

    [Fact]
    public void The_best_list_is_the_head_of_a_stable_sort() => ForAllRows((scores, target, excluded) =>
    {
        var best = new int[Math.Min(target + 1, 12)];
        var count = Ranking.TopK<float>(scores, excluded, best);
        var expected = Enumerable.Range(0, scores.Length).Where(item => !excluded.Contains(item))
            .OrderByDescending(item => scores[item]).ThenBy(item => item).Take(best.Length);
        return best.Take(count).SequenceEqual(expected);
    });

    [Fact]
    public void Policies_agree_on_who_is_kinder() => ForAllRows((scores, target, excluded) =>
    {
        var place = Ranking.Place<float>(scores, target, excluded);
        return RankingMetric.All([1, 5]).All(metric =>
            metric.Of(place, TiePolicy.Pessimistic) <= metric.Of(place, TiePolicy.Expected) + 1e-15
            && metric.Of(place, TiePolicy.Expected) <= metric.Of(place, TiePolicy.Optimistic) + 1e-15);
    });

    [Fact]
    public void Equal_scores_everywhere_put_the_target_last() =>
        Assert.Equal(1000, Ranking.Place<float>(new float[1000], 500).PessimisticRank);

    [Fact]
    public void A_target_without_a_number_stands_last_and_others_without_one_stand_before_it()
    {
        Assert.Equal(4, Ranking.Place<double>([1, double.NaN, 3, 2], 1).PessimisticRank);
        Assert.Equal(2, Ranking.Place<double>([1, double.NaN, 0], 0).PessimisticRank);
    }

    [Fact]
    public void Scores_without_a_number_come_last_in_the_best_list()
    {
        var best = new int[3];

        Assert.Equal(3, Ranking.TopK<double>([double.NaN, double.NegativeInfinity, 1], [], best));
        Assert.Equal([2, 1, 0], best);
    }

    [Fact]
    public void The_target_is_a_candidate_even_where_it_is_named_as_seen() =>
        Assert.Equal(new TargetPlace(0, 0), Ranking.Place<float>([1, 2], 0, [0, 1, 1]));

    [Fact]
    public void An_item_beyond_the_catalogue_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ranking.Place<float>([1, 2], 2));

    [Fact]
    public void A_signature_says_metric_cut_and_ties()
    {
        Assert.Equal("ndcg|k:10|relevant:1|ties:worst|v:1", RankingMetric.Ndcg(10).Signature());
        Assert.Equal("mrr|k:all|relevant:1|ties:expected|v:1", RankingMetric.Mrr.Signature(TiePolicy.Expected));
        Assert.Equal("mrr@10", RankingMetric.MrrAt(10).Name);
    }

    private static void ForAllRows(Func<float[], int, int[], bool> holds)
    {
        // Few distinct scores, so that ties are common; lengths that no vector width divides.
        var rows = from length in Gen.Choose(1, 70)
                   from scores in Gen.Choose(0, 6).Select(score => score == 6 ? float.NegativeInfinity : score / 2f).ArrayOf(length)
                   from target in Gen.Choose(0, length - 1)
                   from excluded in Gen.Choose(0, length - 1).ArrayOf(length / 3)
                   select (scores, target, excluded.Where(item => item != target).ToArray());
        Prop.ForAll(rows.ToArbitrary(), row => holds([.. row.scores], row.target, row.Item3)).QuickCheckThrowOnFailure();
    }
}
