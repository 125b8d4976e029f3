namespace Regen.Core.Data;

/// <summary>One question of an evaluation: the user's first <paramref name="HistoryLength"/> interactions are known, the next one is asked for.</summary>
/// <param name="User">Row of the user.</param>
/// <param name="HistoryLength">Interactions shown, at least 1; the target stands at this position (counted from 0).</param>
public readonly record struct EvaluationCase(int User, int HistoryLength);

/// <summary>Which interactions may be learnt from, and which are asked for.</summary>
public sealed record Split
{
    /// <summary>"leave_one_out", "temporal" or "all".</summary>
    public required string Kind { get; init; }

    /// <summary>Per user, how many of the leading interactions training may see.</summary>
    public required int[] TrainLength { get; init; }

    /// <summary>Empty for "all".</summary>
    public required EvaluationCase[] Validation { get; init; }

    /// <summary>Empty for "all".</summary>
    public required EvaluationCase[] Test { get; init; }
}
