using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Training;

namespace Regen.Core.Workbench;

/// <summary>Ranks a part of a corpus with a finished run's weights.</summary>
public sealed record EvaluateRequest : RunRequest
{
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
        var asked = AskedRun.Open(request, progress, stop);
        asked.RequireCatalogue();
        var (run, data, evaluation) = (asked.Folder, asked.Data, asked.Experiment.Evaluation);
        var cases = Part(data, request.Part);
        var shards = new EvaluationShards(run, request, data, evaluation.Batch, cases);
        var part = request.Merge ? shards.Merge() : Rank(asked, cases, shards.Own, progress, stop);
        if (request.Shard is not null && !request.Merge)
        {
            shards.Write(part);
            return new EvaluateResult(asked.Record, [], part.Ranks);
        }

        if (request.Keep)
        {
            run.WriteRanks(part.Ranks, request.Critiques);
        }

        return new EvaluateResult(asked.Record, RankedMetrics.Of(part, data, evaluation.Cutoffs), part.Ranks);
    }

    /// <param name="cases">The whole part, among which critiques are swapped.</param>
    /// <param name="own">The cases to rank.</param>
    private static RankedPart Rank(AskedRun asked, EvaluationCase[] cases, EvaluationCase[] own, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var mode = ((EvaluateRequest)asked.Request).Critiques;
        var heard = CritiqueMode.Apply(mode, asked.Data, cases, asked.Record.Seed);
        using var opened = asked.Load(progress, stop, heard, isWithheld: mode == CritiqueMode.Withheld);
        var part = CaseEvaluation.Rank(opened.Scorer, heard, own, new RankOptions(asked.Experiment.Evaluation.Batch, ListLength), progress, stop);
        return part with { Ranks = [.. part.Ranks.Select((rank, i) => rank with { IsCritiqued = asked.Data.Sequences.IsCritiquedAt(own[i].User, own[i].HistoryLength) })] };
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
}
