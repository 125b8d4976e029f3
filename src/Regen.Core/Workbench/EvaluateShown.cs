using Regen.Core.Baselines;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Training;

namespace Regen.Core.Workbench;

/// <summary>Asks a finished run again with less of each history.</summary>
public sealed record ShownRequest : RunRequest
{
    /// <summary>Numbers of items to show, each at least 1.</summary>
    public required IReadOnlyList<int> Items { get; init; }
}

/// <summary>
/// <c>regen evaluate --last</c>: what a run reaches when it sees only the last few items of each test user. The answer goes into the
/// run's <c>shown.json</c>; what stands there already is not asked again.
/// </summary>
public static class EvaluateShown
{
    /// <exception cref="RegenException">The run is unfinished or of another corpus, or a number of items is below 1.</exception>
    public static ShownRecord Run(ShownRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Items.Any(static items => items < 1))
        {
            throw new RegenException("A model must be shown something.", "--last", "give whole numbers from 1 up, as 1,2,3");
        }

        var run = RunStore.Open(request.Run);
        var known = run.ReadShown()?.Parts ?? [];
        int[] missing = [.. request.Items.Except(known.Select(static part => part.Items)).Order()];
        if (missing.Length == 0)
        {
            return run.ReadShown()!;
        }

        var asked = AskedRun.Open(request, progress, stop);
        asked.RequireCorpus();
        var found = asked.Experiment.Model is FlareConfig ? Trained(asked, missing, progress, stop) : Counted(asked, missing, progress, stop);
        var shown = new ShownRecord { Commit = CodeVersion.ReadCommit(), Parts = [.. known.Concat(found).OrderBy(static part => part.Items)] };
        run.WriteShown(shown);
        return shown;
    }

    private static ShownPart[] Counted(AskedRun asked, int[] items, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var task = CountedModel.Ask(asked.Data, asked.Experiment, asked.Request.Places(), progress, stop);
        return [.. items.Select(count => new ShownPart(count, OfAll(BaselineEvaluation.Run(task with { Shown = count }, progress, stop).Metrics)))];
    }

    private static ShownPart[] Trained(AskedRun asked, int[] items, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        using var opened = asked.Load(progress, stop);
        var evaluation = asked.Experiment.Evaluation;
        return
        [
            .. items.Select(count => new ShownPart(count, OfAll(RecordedMetrics.Of(
                TruncatedRanking.Ranks(opened.Scorer, asked.Data, count, evaluation.Batch, progress, stop),
                [],
                [],
                FlareFactory.TrainingCounts(asked.Data),
                evaluation.Cutoffs)))),
        ];
    }

    private static IReadOnlyList<MetricResult> OfAll(IReadOnlyList<MetricResult> metrics) =>
        [.. metrics.Where(static result => result.Slice == "all" && !result.Metric.StartsWith("coverage", StringComparison.Ordinal) && !result.Metric.StartsWith("gini", StringComparison.Ordinal))];
}
