namespace Regen.Core.Runs;

/// <summary>One number of a run.</summary>
/// <param name="Metric">"recall@10", "ndcg@10", "mrr", "mrr@10", "coverage@10", "gini@10".</param>
/// <param name="Column">Items already seen: "kept" in the ranking (the paper's protocol) or "removed".</param>
/// <param name="Slice">"all", "critiqued", "not_critiqued", "same_day", "other_day", "popularity:low", "popularity:middle", "popularity:high".</param>
/// <param name="Users">Users that the mean is taken over.</param>
/// <param name="Value">The mean.</param>
/// <param name="Signature">How the number was made, in sacreBLEU's manner.</param>
public sealed record MetricResult(string Metric, string Column, string Slice, int Users, double Value, string Signature);

/// <summary>Where a number came from. Written last: if run.json exists, the run finished.</summary>
public sealed record RunRecord
{
    /// <summary>Version of this record's shape.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Name and version of the experiment file ("flare.history-critique.v1").</summary>
    public required string Name { get; init; }

    /// <summary>"flare", or a baseline's kind ("popularity", "markov", "item_knn").</summary>
    public required string Model { get; init; }

    /// <summary>"history" or "history+critique": which rows of Tables 2 and 3 this run may fill.</summary>
    public required string Condition { get; init; }

    public required string ExperimentSha256 { get; init; }

    /// <summary>Short name of the corpus, and the hash of its manifest.</summary>
    public required string Data { get; init; }

    public required string DataSha256 { get; init; }

    public required string CatalogueSha256 { get; init; }

    public required bool IsSynthetic { get; init; }

    /// <summary>Order of equal timestamps.</summary>
    public required string Order { get; init; }

    public required string Split { get; init; }

    public required long Seed { get; init; }

    /// <summary>Git commit of the code; ends in "-dirty" when the tree had changes; "unknown" outside a repository.</summary>
    public required string Commit { get; init; }

    /// <summary>For example "AMD EPYC, 2 cores" or "1x H200".</summary>
    public required string Hardware { get; init; }

    public required string Device { get; init; }

    public required int Threads { get; init; }

    /// <summary>"fp32" or "bf16".</summary>
    public required string Precision { get; init; }

    /// <summary>regen, dotnet, libtorch, duckdb, text encoder with its fingerprint.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>Seconds from first step to last metric, over all sittings.</summary>
    public required double WallClockSeconds { get; init; }

    /// <summary>Trained numbers; 0 for a baseline.</summary>
    public required long Parameters { get; init; }

    public required int Epochs { get; init; }

    public required int BestEpoch { get; init; }

    public required double SecondsPerEpoch { get; init; }

    /// <summary>NDCG@10 on validation, seen items kept, of the weights that were kept; null without a validation part.</summary>
    public required double? BestValidation { get; init; }

    public required IReadOnlyList<MetricResult> Metrics { get; init; }
}

/// <summary>One test user's result: a row of <c>ranks.parquet</c>.</summary>
/// <param name="User">Row of the user in the prepared corpus.</param>
/// <param name="Target">Item number asked for.</param>
/// <param name="HistoryLength">Interactions shown.</param>
/// <param name="RankKept">1-based rank of the target among all items, ties against it.</param>
/// <param name="RankRemoved">The same with the user's other history items taken out of the ranking.</param>
/// <param name="IsCritiqued">A critique leads to the target.</param>
/// <param name="IsSameDay">The last history item and the target carry the same day.</param>
/// <param name="TargetPopularity">Times that the target occurs in the training part.</param>
public readonly record struct UserRank(
    int User, int Target, int HistoryLength, int RankKept, int RankRemoved, bool IsCritiqued, bool IsSameDay, int TargetPopularity);
