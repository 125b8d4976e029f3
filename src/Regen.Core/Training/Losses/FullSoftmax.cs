using Regen.Core.Models.Common;
using Regen.Core.Models.Flare;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Training.Losses;

/// <summary>Cross-entropy over the whole catalogue.</summary>
public sealed class FullSoftmax(double labelSmoothing, ScalarType compute) : IItemLoss
{
    private const float Shut = -1e4f;

    public Tensor Of(ItemAnswers asked)
    {
        using var scope = NewDisposeScope();
        var device = asked.Answers_MD.device;
        var scores_MV = Mixed.Scores(asked.Answers_MD, asked.Items_VD, compute) + asked.Bias_V;
        asked.Successors?.AddTo(scores_MV);
        if (asked.ShutsSeen && asked.Batch.Seen.Length > 0)
        {
            var shut_E = full([asked.Batch.Seen.Length], Shut, ScalarType.Float32, device);
            new SparseScores(tensor(asked.Batch.SeenRows).to(device), tensor(asked.Batch.Seen).to(device), shut_E).AddTo(scores_MV);
        }

        var targets_M = tensor(asked.Batch.Targets).to(device);
        return functional.cross_entropy(scores_MV, targets_M, label_smoothing: labelSmoothing).MoveToOuterDisposeScope();
    }
}
