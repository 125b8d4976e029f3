using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Runs;
using Regen.Core.Training;

namespace Regen.Core.Workbench;

/// <summary>Ranks a part of a corpus with a finished run's weights.</summary>
public sealed record EvaluateRequest
{
    /// <summary>Folder of a finished FLARE run.</summary>
    public required string Run { get; init; }

    /// <summary>Prepared corpus, or folder of raw files; its catalogue must be the run's.</summary>
    public required string Data { get; init; }

    /// <summary>Order of equal timestamps; null takes the run's.</summary>
    public string? Order { get; init; }

    /// <summary>"test" or "validation".</summary>
    public string Part { get; init; } = "test";

    /// <summary>What critiqued users say: "given" (their own), "withheld" (nothing) or "swapped" (what another critiqued user said).</summary>
    public string Critiques { get; init; } = CritiqueMode.Given;

    /// <summary>Leaves the ranks in the run's folder as <c>ranks.MODE.parquet</c>, for the critique table.</summary>
    public bool Keep { get; init; }

    /// <summary>"I/N": ranks only this slice of the part's users and leaves it in the run's folder, for <see cref="Merge"/>.</summary>
    public string? Shard { get; init; }

    /// <summary>Ranks nothing: puts the slices together that <see cref="Shard"/> left.</summary>
    public bool Merge { get; init; }

    public required string Cache { get; init; }

    public string Device { get; init; } = "cpu";

    public int? Threads { get; init; }
}

/// <summary>What an evaluation found, beside the run that it asked.</summary>
/// <param name="Metrics">As in a run record: both columns, all slices; empty for a shard.</param>
/// <param name="Ranks">One row per user of the part, or of the shard.</param>
public sealed record EvaluateResult(RunRecord Record, IReadOnlyList<MetricResult> Metrics, UserRank[] Ranks);

/// <summary><c>regen evaluate</c>: asks a trained model again: another part, other critiques, a shard. The run's own ranks and numbers stay as they are.</summary>
public static class Evaluate
{
    private const int ListLength = 10;

    /// <exception cref="RegenException">The run is unfinished or of another catalogue, or the corpus has no such part.</exception>
    public static EvaluateResult Run(EvaluateRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var run = RunStore.Open(request.Run);
        var record = run.ReadRecord();
        var experiment = StrictYaml.Parse<Experiment>(run.ReadExperiment(), run.ExperimentFile);
        if (experiment.Model is not FlareConfig flare)
        {
            throw new RegenException($"This run holds a {record.Model} baseline, which has no weights.", run.Path, "Train it again on the corpus: counting takes seconds.");
        }

        var data = PreparedStore.OpenOrPrepare(
            request.Data, experiment.Prepare, request.Order ?? record.Order, Path.Combine(request.Cache, "prepared"), progress, stop);
        RequireCatalogue(record, data, run);
        var cases = Part(data, request.Part);
        var shards = new EvaluationShards(run, request, data, experiment.Evaluation.Batch, cases);
        var part = request.Merge ? shards.Merge() : Rank(new Asked(request, run, experiment, flare, data, cases), record.Seed, shards.Own, progress, stop);
        if (request.Shard is not null && !request.Merge)
        {
            shards.Write(part);
            return new EvaluateResult(record, [], part.Ranks);
        }

        if (request.Keep)
        {
            run.WriteRanks(part.Ranks, request.Critiques);
        }

        return new EvaluateResult(record, RankedMetrics.Of(part, data, experiment.Evaluation.Cutoffs), part.Ranks);
    }

    private static RankedPart Rank(Asked asked, long seed, EvaluationCase[] own, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var (request, run, experiment, flare, data, cases) = asked;
        var device = Machine.Use(request.Device, request.Threads);
        var (model, catalogue) = TrainedModel.Load(run, flare, experiment.Training!, device);
        using var owned = model;
        var heard = CritiqueMode.Apply(request.Critiques, data, cases, seed);
        using var texts = TextSource.Open(heard, CritiquesAlone(flare, request.Critiques == CritiqueMode.Withheld), Plan(request), progress, stop);
        using var scorer = new FlareScorer(model, texts.Tables, catalogue.Vectors);
        var part = CaseEvaluation.Rank(scorer, heard, own, new RankOptions(experiment.Evaluation.Batch, ListLength), progress, stop);
        return part with { Ranks = [.. part.Ranks.Select((rank, i) => rank with { IsCritiqued = data.Sequences.IsCritiquedAt(own[i].User, own[i].HistoryLength) })] };
    }

    /// <summary>The item vectors lie in the run, so the items' texts need not be read or encoded again.</summary>
    private static FlareConfig CritiquesAlone(FlareConfig flare, bool isWithheld) => flare with
    {
        Text = flare.Text with { Use = false },
        Critique = isWithheld ? flare.Critique with { Use = false, Query = null } : flare.Critique,
    };

    internal static void RequireCatalogue(RunRecord record, PreparedData data, RunFolder run)
    {
        if (record.CatalogueSha256 != data.CatalogueSha256)
        {
            throw new RegenException(
                $"The run was trained on the catalogue {record.CatalogueSha256[..12]} of '{record.Data}'; this corpus has {data.CatalogueSha256[..12]} ({data.Items.Count:N0} items).",
                run.Path,
                "Point --data at the corpus that the run's run.json names, or train on this one.");
        }
    }

    private static EvaluationCase[] Part(PreparedData data, string part)
    {
        var cases = part switch
        {
            "test" => data.Split.Test,
            "validation" => data.Split.Validation,
            _ => throw new RegenException($"'{part}' is no part.", "--part", "Use test or validation."),
        };
        return cases.Length > 0
            ? cases
            : throw new RegenException($"The split '{data.Split.Kind}' has no {part} part.", data.Folder, "Prepare with split leave_one_out or temporal.");
    }

    private static TrainRequest Plan(EvaluateRequest request) => new()
    {
        Experiment = "",
        Data = request.Data,
        Device = request.Device,
        Out = "",
        Cache = request.Cache,
    };

    private sealed record Asked(EvaluateRequest Request, RunFolder Run, Experiment Experiment, FlareConfig Flare, PreparedData Data, EvaluationCase[] Cases);
}
