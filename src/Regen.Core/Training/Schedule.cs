using Regen.Core.Configuration;

namespace Regen.Core.Training;

/// <summary>The learning rate of every step: a linear rise, then constant, or a fall to zero as a line or a half cosine.</summary>
/// <remarks>Source: the warm-up schedules of huggingface/transformers, optimization.py; the first warm-up step has rate 0.</remarks>
public static class Schedule
{
    /// <param name="config">Rate, schedule and share of warm-up steps.</param>
    /// <param name="step">Step, counted from 0.</param>
    /// <param name="steps">Steps of the whole plan.</param>
    public static double Rate(TrainingConfig config, long step, long steps) =>
        config.LearningRate * Factor(config.Schedule, step, (long)Math.Round(config.WarmUp * steps), steps);

    /// <returns>A factor in [0, 1].</returns>
    public static double Factor(string schedule, long step, long warmUp, long steps)
    {
        if (step < warmUp)
        {
            return (double)step / Math.Max(1, warmUp);
        }

        var left = (double)(steps - step) / Math.Max(1, steps - warmUp);
        return schedule switch
        {
            "constant" => 1,
            "linear" => Math.Max(0, left),
            "cosine" => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * (1 - left)))),
            _ => throw new ArgumentException($"no schedule is called '{schedule}'", nameof(schedule)),
        };
    }
}
