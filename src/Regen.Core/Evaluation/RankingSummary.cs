namespace Regen.Core.Evaluation;

/// <summary>What one evaluated user contributes to a summary.</summary>
/// <param name="RankKept">1-based rank of the target among all items.</param>
/// <param name="RankRemoved">The same with the user's other history items taken out.</param>
/// <param name="IsCritiqued">A critique leads to the target.</param>
/// <param name="IsSameDay">The last history item and the target carry the same day.</param>
/// <param name="TargetPopularity">Training occurrences of the target.</param>
public readonly record struct EvaluatedUser(int RankKept, int RankRemoved, bool IsCritiqued, bool IsSameDay, int TargetPopularity);

/// <summary>One mean over users.</summary>
/// <param name="Metric">"recall@10" and so on.</param>
/// <param name="Column">"kept" or "removed".</param>
/// <param name="Slice">"all", "critiqued", "not_critiqued", "same_day", "other_day", "popularity:low", "popularity:middle" or "popularity:high".</param>
/// <param name="Users">Users in the slice.</param>
/// <param name="Value">The mean, in [0, 1].</param>
/// <param name="Signature">How it was made.</param>
public sealed record MetricMean(string Metric, string Column, string Slice, int Users, double Value, string Signature);

/// <summary>From ranks to the means that a run records: every metric, in both columns, for all users and for slices of them.</summary>
/// <remarks>
/// The popularity slices are the thirds of the test users by their target's training popularity. Users whose targets are
/// equally popular stay together, in the lower third, so that the thirds are equal only where popularities differ.
/// </remarks>
public static class RankingSummary
{
    /// <returns>Means of every slice that has users, slice by slice and column by column.</returns>
    public static IReadOnlyList<MetricMean> Of(ReadOnlySpan<EvaluatedUser> users, IEnumerable<int> cutoffs)
    {
        var metrics = RankingMetric.All(cutoffs);
        var everybody = users.ToArray();
        List<MetricMean> means = [];
        foreach (var (slice, isMember) in Slices(everybody))
        {
            var members = Array.FindAll(everybody, isMember);
            if (members.Length > 0)
            {
                Add(means, metrics, slice, members);
            }
        }

        return means;
    }

    private static void Add(List<MetricMean> means, IReadOnlyList<RankingMetric> metrics, string slice, EvaluatedUser[] members)
    {
        foreach (var column in (ReadOnlySpan<string>)["kept", "removed"])
        {
            foreach (var metric in metrics)
            {
                var mean = members.Average(user => metric.Of(column == "kept" ? user.RankKept : user.RankRemoved));
                means.Add(new MetricMean(metric.Name, column, slice, members.Length, mean, metric.Signature()));
            }
        }
    }

    private static (string Slice, Predicate<EvaluatedUser> IsMember)[] Slices(EvaluatedUser[] users)
    {
        var popularities = users.Select(user => user.TargetPopularity).Order().ToArray();
        int Cut(int third) => users.Length == 0 ? 0 : popularities[Math.Max(0, (third * users.Length / 3) - 1)];
        var (low, middle) = (Cut(1), Cut(2));
        return
        [
            ("all", _ => true),
            ("critiqued", user => user.IsCritiqued),
            ("not_critiqued", user => !user.IsCritiqued),
            ("same_day", user => user.IsSameDay),
            ("other_day", user => !user.IsSameDay),
            ("popularity:low", user => user.TargetPopularity <= low),
            ("popularity:middle", user => user.TargetPopularity > low && user.TargetPopularity <= middle),
            ("popularity:high", user => user.TargetPopularity > middle),
        ];
    }
}
