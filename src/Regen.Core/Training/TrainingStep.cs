using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Models.Flare;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Regen.Core.Training;

/// <summary>What one step did.</summary>
public readonly record struct StepTaken(long Step, double Loss, double GradientNorm, double LearningRate);

/// <summary>One optimizer step: the whole of training, minus the loop around it.</summary>
internal sealed class TrainingStep(FlareModel model, FlareObjective objective, AdamW optimizer, TrainingConfig training, long seed)
{
    /// <param name="step">Step, counted from 0 over the whole run.</param>
    /// <param name="steps">Steps of the whole plan.</param>
    /// <param name="batch">What it learns from.</param>
    /// <exception cref="RegenException">Loss or gradient is not finite; the weights are left untouched.</exception>
    public StepTaken Take(long step, long steps, FlareBatch batch)
    {
        using var scope = NewDisposeScope();
        manual_seed((long)(SeededRandom.Derive(seed, "dropout", $"{step}") >> 1)); // so that a resumed step drops the same units

        optimizer.zero_grad();
        var loss = objective.Loss(batch);
        loss.backward();
        var norm = nn.utils.clip_grad_norm_(model.parameters(), training.MaxGradientNorm > 0 ? training.MaxGradientNorm : double.MaxValue);

        var value = loss.item<float>();
        RequireFinite(step, value, norm);
        var rate = Schedule.Rate(training, step, steps);
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = rate;
        }

        optimizer.step();
        return new StepTaken(step, value, norm, rate);
    }

    private static void RequireFinite(long step, double loss, double norm)
    {
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            throw new RegenException(
                $"The loss is {loss} and the gradient's norm {norm} at step {step}; the weights were left as they were.",
                $"training step {step}",
                "Lower training.learning_rate or training.max_gradient_norm, or check the text vectors; the last checkpoint is sound.");
        }
    }
}
