using Regen.Core.Data;
using Regen.Core.Evaluation;
using Regen.Core.Inference;
using Regen.Core.Runs;
using Regen.Core.Training;

namespace Regen.Core.Workbench;

/// <summary>From a ranked test part to the numbers that a run records.</summary>
internal static class RankedMetrics
{
    private const int ListLength = 10;

    public static IReadOnlyList<MetricResult> Of(RankedPart part, PreparedData data, IReadOnlyList<int> cutoffs)
    {
        var users = Array.ConvertAll(part.Ranks, rank => new EvaluatedUser(
            rank.RankKept, rank.RankRemoved, rank.IsCritiqued, rank.IsSameDay, rank.TargetPopularity));
        var popularity = FlareFactory.TrainingCounts(data);
        return
        [
            .. RankingSummary.Of(users, cutoffs).Select(mean =>
                new MetricResult(mean.Metric, mean.Column, mean.Slice, mean.Users, mean.Value, mean.Signature)),
            .. Diversity("kept", part.TopKept, popularity),
            .. Diversity("removed", part.TopRemoved, popularity),
        ];
    }

    private static IEnumerable<MetricResult> Diversity(string column, TopItems[] lists, int[] popularity)
    {
        var width = Math.Min(ListLength, popularity.Length);
        int[] items = [.. lists.Where(list => list.Items.Length >= width).SelectMany(list => list.Items[..width])];
        if (items.Length == 0)
        {
            yield break;
        }

        var diversity = ListDiversity.Of(items, width, popularity);
        yield return new MetricResult("coverage@10", column, "all", items.Length / width, diversity.Coverage, ListDiversity.Signature("coverage", width));
        yield return new MetricResult("gini@10", column, "all", items.Length / width, diversity.Gini, ListDiversity.Signature("gini", width));
    }
}
