using System.Globalization;

namespace Regen.Core.Runs;

/// <summary>The users that two runs on one corpus ranked for the same target.</summary>
internal sealed class PairedRanks
{
    private readonly (UserRank Left, UserRank Right)[] pairs;

    public PairedRanks(UserRank[] left, UserRank[] right)
    {
        var others = right.ToDictionary(static rank => (rank.User, rank.HistoryLength, rank.Target));
        pairs =
        [
            .. left.Where(rank => others.ContainsKey((rank.User, rank.HistoryLength, rank.Target)))
                .Select(rank => (rank, others[(rank.User, rank.HistoryLength, rank.Target)])),
        ];
    }

    /// <param name="ranks">Null where users cannot be paired.</param>
    /// <returns>The metrics that both records hold, in the order of the first.</returns>
    public static IReadOnlyList<MetricDifference> Compare(RunRecord left, RunRecord right, PairedRanks? ranks)
    {
        var others = right.Metrics.ToDictionary(static result => (result.Metric, result.Column, result.Slice));
        return
        [
            .. left.Metrics
                .Where(result => others.ContainsKey((result.Metric, result.Column, result.Slice)))
                .Select(result => Compare(result, others[(result.Metric, result.Column, result.Slice)], ranks)),
        ];
    }

    private static MetricDifference Compare(MetricResult left, MetricResult right, PairedRanks? ranks)
    {
        var score = Score(left.Metric);
        var isMember = Slice(left.Slice);
        var difference = new MetricDifference(left.Metric, left.Column, left.Slice, left.Value, right.Value, 0, null);
        if (ranks is null || score is null || isMember is null)
        {
            return difference;
        }

        var isKept = left.Column == "kept";
        double[] scores =
        [
            .. ranks.pairs.Where(pair => isMember(pair.Left)).Select(pair =>
                score(isKept ? pair.Right.RankKept : pair.Right.RankRemoved) - score(isKept ? pair.Left.RankKept : pair.Left.RankRemoved)),
        ];
        return scores.Length == 0 ? difference : difference with { SharedUsers = scores.Length, PairedDifference = scores.Average() };
    }

    // Metrics of one user's rank, with one relevant item; what is counted over all users (coverage, Gini) has no pairs.
    private static Func<int, double>? Score(string metric)
    {
        var parts = metric.Split('@');
        var cut = int.MaxValue;
        if (parts.Length > 1 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out cut))
        {
            return null;
        }

        return parts[0] switch
        {
            "recall" => rank => rank <= cut ? 1 : 0,
            "ndcg" => rank => rank <= cut ? 1 / Math.Log2(1.0 + rank) : 0,
            "mrr" => rank => rank <= cut ? 1.0 / rank : 0,
            _ => null,
        };
    }

    // The bounds of the popularity slices are not in the ranks, so those are compared by their means alone.
    private static Func<UserRank, bool>? Slice(string slice) => slice switch
    {
        "all" => static _ => true,
        "critiqued" => static rank => rank.IsCritiqued,
        "not_critiqued" => static rank => !rank.IsCritiqued,
        "same_day" => static rank => rank.IsSameDay,
        "other_day" => static rank => !rank.IsSameDay,
        _ => null,
    };
}
