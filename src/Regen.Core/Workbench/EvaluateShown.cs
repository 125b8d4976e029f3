using Regen.Core.Baselines;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Runs;
using Regen.Core.Training;

namespace Regen.Core.Workbench;

/// <summary>Asks a finished run again with less of each history.</summary>
public sealed record ShownRequest
{
    /// <summary>Folder of a finished run, trained or counted.</summary>
    public required string Run { get; init; }

    /// <summary>Prepared corpus, or folder of raw files; it must be the run's.</summary>
    public required string Data { get; init; }

    /// <summary>Order of equal timestamps; null takes the run's.</summary>
    public string? Order { get; init; }

    /// <summary>Numbers of items to show, each at least 1.</summary>
    public required IReadOnlyList<int> Items { get; init; }

    public required string Cache { get; init; }

    /// <summary>Folder of encoder weights; null looks at REGEN_MODELS.</summary>
    public string? Models { get; init; }

    public string Device { get; init; } = "cpu";

    public int? Threads { get; init; }
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
        var record = run.ReadRecord();
        var known = run.ReadShown()?.Parts ?? [];
        int[] missing = [.. request.Items.Except(known.Select(static part => part.Items)).Order()];
        if (missing.Length == 0)
        {
            return run.ReadShown()!;
        }

        var experiment = StrictYaml.Parse<Experiment>(run.ReadExperiment(), run.ExperimentFile);
        var data = PreparedStore.OpenOrPrepare(
            request.Data, experiment.Prepare, request.Order ?? record.Order, Path.Combine(request.Cache, "prepared"), progress, stop);
        RequireSame(record, data, run);
        var asked = experiment.Model is FlareConfig flare
            ? Trained(request, run, experiment, flare, data, missing, progress, stop)
            : Counted(request, experiment, data, missing, progress, stop);
        var shown = new ShownRecord { Commit = CodeVersion.ReadCommit(), Parts = [.. known.Concat(asked).OrderBy(static part => part.Items)] };
        run.WriteShown(shown);
        return shown;
    }

    private static void RequireSame(RunRecord record, PreparedData data, RunFolder run)
    {
        if (record.DataSha256 != data.Sha256)
        {
            throw new RegenException(
                $"The run stands on the corpus {record.DataSha256[..12]} of '{record.Data}'; this one is {data.Sha256[..12]}.",
                run.Path,
                "Point --data at the corpus that the run's run.json names, and --order at its order.");
        }
    }

    private static ShownPart[] Counted(
        ShownRequest request, Experiment experiment, PreparedData data, int[] items, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var task = CountedModel.Ask(data, experiment, Plan(request), progress, stop);
        return [.. items.Select(count => new ShownPart(count, OfAll(BaselineEvaluation.Run(task with { Shown = count }, progress, stop).Metrics)))];
    }

    private static ShownPart[] Trained(
        ShownRequest request,
        RunFolder run,
        Experiment experiment,
        FlareConfig flare,
        PreparedData data,
        int[] items,
        IProgress<WorkProgress>? progress,
        CancellationToken stop)
    {
        var device = Machine.Use(request.Device, request.Threads);
        var (model, catalogue) = TrainedModel.Load(run, flare, experiment.Training!, device);
        using var owned = model;

        // The item vectors lie in the run, so that the items' texts are not read again.
        using var texts = TextSource.Open(data, flare with { Text = flare.Text with { Use = false } }, Plan(request), progress, stop);
        using var scorer = new FlareScorer(model, texts.Tables, catalogue.Vectors);
        return
        [
            .. items.Select(count => new ShownPart(count, OfAll(RecordedMetrics.Of(
                TruncatedRanking.Ranks(scorer, data, count, experiment.Evaluation.Batch, progress, stop),
                [],
                [],
                FlareFactory.TrainingCounts(data),
                experiment.Evaluation.Cutoffs)))),
        ];
    }

    private static IReadOnlyList<MetricResult> OfAll(IReadOnlyList<MetricResult> metrics) =>
        [.. metrics.Where(static result => result.Slice == "all" && !result.Metric.StartsWith("coverage", StringComparison.Ordinal) && !result.Metric.StartsWith("gini", StringComparison.Ordinal))];

    private static TrainRequest Plan(ShownRequest request) => new()
    {
        Experiment = "",
        Data = request.Data,
        Device = request.Device,
        Out = "",
        Cache = request.Cache,
        Models = request.Models,
        Threads = request.Threads,
    };
}
