namespace Regen.Core.Runs;

/// <summary>What a model reaches when it is shown the last few items of each test user alone: a run's <c>shown.json</c>.</summary>
/// <remarks>Candidates and seen items stay those of the whole history, so that the numbers stand beside the run's own.</remarks>
public sealed record ShownRecord
{
    /// <summary>Version of this record's shape.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Git commit of the code that asked.</summary>
    public required string Commit { get; init; }

    /// <summary>By number of items shown, ascending.</summary>
    public required IReadOnlyList<ShownPart> Parts { get; init; }
}

/// <summary>One number of items shown.</summary>
/// <param name="Items">Items of the history that the model saw, the latest ones.</param>
/// <param name="Metrics">Means over all users, in both columns.</param>
public sealed record ShownPart(int Items, IReadOnlyList<MetricResult> Metrics);
