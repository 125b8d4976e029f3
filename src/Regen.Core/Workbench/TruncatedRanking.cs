using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Runs;
using Regen.Core.Training;
using TorchSharp;

namespace Regen.Core.Workbench;

/// <summary>Ranks the test part for a FLARE that sees only the end of each history; what counts as seen stays the whole history.</summary>
internal static class TruncatedRanking
{
    /// <param name="shown">Items of the history that the model sees.</param>
    /// <param name="batch">Users at once.</param>
    /// <returns>One row per test case, in the order of the split.</returns>
    public static UserRank[] Ranks(
        FlareScorer scorer, PreparedData data, int shown, int batch, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var popularity = FlareFactory.TrainingCounts(data);
        List<UserRank> ranks = [];
        foreach (var cases in data.Split.Test.Chunk(batch))
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var (whole, targets) = CaseEvaluation.Ask(data, cases);
            var found = CaseRanking.Ranks(scorer.Score([.. whole.Select(query => End(query, shown))]), whole, targets);
            ranks.AddRange(cases.Select((asked, i) => CaseEvaluation.Describe(data, asked, found[i], popularity)));
            progress?.Report(new WorkProgress($"ranking with {shown} shown", ranks.Count, data.Split.Test.Length, "users"));
        }

        return [.. ranks];
    }

    private static Query End(Query query, int shown)
    {
        var count = Math.Min(shown, query.History.Length);
        return query with { History = query.History[^count..], Critiques = query.Critiques[^count..] };
    }
}
