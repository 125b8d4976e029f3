using Regen.Core.Models.Flare;
using TorchSharp.Regen;
using static TorchSharp.torch;

namespace Regen.Core.Training.Losses;

/// <summary>Cross-entropy over the whole catalogue, which never holds more than a chunk of the scores.</summary>
public sealed class FullSoftmax(double labelSmoothing, ScalarType compute) : IItemLoss
{
    public Tensor Of(ItemAnswers asked)
    {
        using var scope = NewDisposeScope();
        var targets_M = tensor(asked.Batch.Targets).Upload(asked.Answers_MD.device);
        var loss = Fused.LinearCrossEntropy(
            asked.Answers_MD, asked.Items_VD, asked.Bias_V, targets_M, label_smoothing: labelSmoothing, compute: compute, extras: Extras(asked));
        return loss.MoveToOuterDisposeScope();
    }

    private static ScoreExtras? Extras(ItemAnswers asked)
    {
        SparseScores[] parts = [.. new[] { asked.Successors, asked.Shut() }.OfType<SparseScores>()];
        return parts.Length == 0 ? null : new ScoreExtras(
            cat([.. parts.Select(part => part.Rows_E)], 0),
            cat([.. parts.Select(part => part.Items_E)], 0),
            cat([.. parts.Select(part => part.Values_E)], 0));
    }
}
