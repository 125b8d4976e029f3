namespace Regen.Core.Training;

/// <summary>Where a training stands: all that a resumed one needs besides weights and optimizer.</summary>
public sealed record TrainingState
{
    /// <summary>Epoch under way, counted from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>Steps of it that are done.</summary>
    public int StepInEpoch { get; init; }

    /// <summary>Steps since the beginning.</summary>
    public long Step { get; init; }

    /// <summary>Best validation NDCG@10 so far, and its epoch (counted from 1; 0 before the first evaluation).</summary>
    public double BestValidation { get; init; } = double.NegativeInfinity;

    public int BestEpoch { get; init; }

    /// <summary>Evaluations since then.</summary>
    public int EvaluationsWithoutGain { get; init; }

    /// <summary>Early stopping or the last epoch ended the training.</summary>
    public bool IsFinished { get; init; }

    /// <summary>Seconds of training over all sittings, evaluations included.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds spent in steps alone.</summary>
    public double StepSeconds { get; init; }
}
