using Regen.Core.Evaluation;
using Regen.Core.Runs;

namespace Regen.Core.Baselines;

/// <summary>From ranks and lists to the numbers that a run records, for counted and trained models alike.</summary>
internal static class RecordedMetrics
{
    /// <summary>Length of the lists behind coverage and Gini.</summary>
    public const int ListLength = 10;

    /// <param name="ranks">One row per user.</param>
    /// <param name="kept">Row-major lists of the <see cref="ListLength"/> best items, or of the whole catalogue where that is smaller.</param>
    /// <param name="removed">The same without items already seen.</param>
    /// <param name="popularity">Training occurrences per item.</param>
    /// <param name="cutoffs">Cuts k of Recall@k and NDCG@k.</param>
    public static IReadOnlyList<MetricResult> Of(UserRank[] ranks, int[] kept, int[] removed, int[] popularity, IReadOnlyList<int> cutoffs)
    {
        var users = Array.ConvertAll(ranks, rank => new EvaluatedUser(
            rank.RankKept, rank.RankRemoved, rank.IsCritiqued, rank.IsSameDay, rank.TargetPopularity));
        var means = RankingSummary.Of(users, cutoffs).Select(mean =>
            new MetricResult(mean.Metric, mean.Column, mean.Slice, mean.Users, mean.Value, mean.Signature));
        return [.. means, .. Diversity("kept", kept, popularity), .. Diversity("removed", removed, popularity)];
    }

    private static IEnumerable<MetricResult> Diversity(string column, int[] lists, int[] popularity)
    {
        if (lists.Length == 0)
        {
            yield break;
        }

        var width = Math.Min(ListLength, popularity.Length);
        var diversity = ListDiversity.Of(lists, width, popularity);
        var users = lists.Length / width;
        yield return new MetricResult("coverage@10", column, "all", users, diversity.Coverage, ListDiversity.Signature("coverage", width));
        yield return new MetricResult("gini@10", column, "all", users, diversity.Gini, ListDiversity.Signature("gini", width));
    }
}
