using Regen.Core.Models.Common;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Training.Losses;

/// <summary>Cross-entropy over the whole catalogue.</summary>
public sealed class FullSoftmax(double labelSmoothing, ScalarType compute) : IItemLoss
{
    public Tensor Of(ItemAnswers asked)
    {
        using var scope = NewDisposeScope();
        var scores_MV = Mixed.Scores(asked.Answers_MD, asked.Items_VD, compute) + asked.Bias_V;
        var targets_M = tensor(asked.Batch.Targets).to(asked.Answers_MD.device);
        return functional.cross_entropy(scores_MV, targets_M, label_smoothing: labelSmoothing).MoveToOuterDisposeScope();
    }
}
