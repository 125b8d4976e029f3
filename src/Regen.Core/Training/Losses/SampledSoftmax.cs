// Shape letters: M targets, V items, K drawn items, D model width.
using Regen.Core.Configuration;
using TorchSharp.Regen;
using static TorchSharp.torch;

namespace Regen.Core.Training.Losses;

/// <summary>
/// Softmax over the target and items drawn once for the whole step, corrected by the log chance of being drawn (log-Q), so
/// that it estimates the softmax over the catalogue. Cost and memory follow the number drawn, not the catalogue.
/// </summary>
/// <remarks>Source: Bengio and Senecal 2008; log-Q correction as in Yi et al. 2019 (RecSys), both sides corrected.</remarks>
public sealed class SampledSoftmax(LossConfig config, Proposal proposal) : IItemLoss
{
    private const double Unseen = -1e9;

    public Tensor Of(ItemAnswers asked)
    {
        using var scope = NewDisposeScope();
        var device = asked.Answers_MD.device;
        var drawn_K = proposal.Draw(config.Negatives, device);
        var targets_M = tensor(asked.Batch.Targets).Upload(device);
        var rows_M = Rows(asked.Answers_MD, asked.Items_VD, asked.Bias_V - proposal.LogChances(device), targets_M, drawn_K);
        return rows_M.mean().MoveToOuterDisposeScope();
    }

    /// <summary>The loss of each row.</summary>
    /// <param name="answers_MD">float32 [M, D].</param>
    /// <param name="items_VD">float32 [V, D].</param>
    /// <param name="correction_V">Added to scores: bias minus log chance, float32 [V].</param>
    /// <param name="targets_M">int64 [M].</param>
    /// <param name="drawn_K">Items drawn, int64 [K]; one that equals a row's target is left out of that row.</param>
    /// <returns>float32 [M]; the caller's dispose scope owns it.</returns>
    public static Tensor Rows(Tensor answers_MD, Tensor items_VD, Tensor correction_V, Tensor targets_M, Tensor drawn_K)
    {
        using var scope = NewDisposeScope();
        var own_M = (answers_MD * items_VD.index_select(0, targets_M)).sum(-1) + correction_V.index_select(0, targets_M);
        var others_MK = answers_MD.matmul(items_VD.index_select(0, drawn_K).t()) + correction_V.index_select(0, drawn_K);
        others_MK = others_MK.masked_fill(drawn_K.unsqueeze(0).eq(targets_M.unsqueeze(1)), Unseen);
        return (cat([own_M.unsqueeze(1), others_MK], 1).logsumexp(1) - own_M).MoveToOuterDisposeScope();
    }
}
