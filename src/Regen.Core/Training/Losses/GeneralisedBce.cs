// Shape letters: B users, S positions, M targets, V items, K drawn items of a user, D model width.
using Regen.Core.Configuration;
using TorchSharp.Regen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Training.Losses;

/// <summary>
/// Binary cross-entropy on the target and drawn items, the target's probability raised to a power beta that undoes the
/// overconfidence which drawing brings.
/// </summary>
/// <remarks>
/// Source: Petrov and Macdonald 2023 (gSASRec), equations 9 to 12: beta = a (t (1 - 1/a) + 1/a), a = K / (V - 1).
/// Items are drawn for each user and shared by the user's positions, which costs a position no vectors of its own.
/// </remarks>
public sealed class GeneralisedBce(LossConfig config, Proposal proposal) : IItemLoss
{
    private const double Unseen = -1e9;

    public Tensor Of(ItemAnswers asked)
    {
        using var scope = NewDisposeScope();
        var (batch, device) = (asked.Batch, asked.Answers_MD.device);
        long users = batch.Users, positions = batch.Positions, drawn = config.Negatives, width = asked.Items_VD.size(1);
        var targets_M = tensor(batch.Targets).Upload(device);
        var places_M = tensor(batch.TargetPlaces).Upload(device);
        var answers_BSD = zeros([users * positions, width], device: device).index_add(0, places_M, asked.Answers_MD, 1).view(users, positions, width);

        var drawn_N = proposal.Draw(users * drawn, device);
        var vectors_BKD = asked.Items_VD.index_select(0, drawn_N).view(users, drawn, width);
        var bias_BK = asked.Bias_V.index_select(0, drawn_N).view(users, 1, drawn);
        var others_MK = (answers_BSD.bmm(vectors_BKD.transpose(1, 2)) + bias_BK).view(users * positions, drawn).index_select(0, places_M);
        var own_M = (asked.Answers_MD * asked.Items_VD.index_select(0, targets_M)).sum(-1) + asked.Bias_V.index_select(0, targets_M);
        var users_M = tensor(Array.ConvertAll(batch.TargetPlaces, place => place / positions)).Upload(device);
        var isTarget_MK = drawn_N.view(users, drawn).index_select(0, users_M).eq(targets_M.unsqueeze(1));
        return Rows(own_M, others_MK.masked_fill(isTarget_MK, Unseen), Beta(drawn, proposal.Support)).mean().MoveToOuterDisposeScope();
    }

    /// <param name="own_M">Scores of the targets, float32 [M].</param>
    /// <param name="others_MK">Scores of drawn items, float32 [M, K].</param>
    /// <param name="beta">Power of the target's probability.</param>
    /// <returns>-beta log sigmoid(own) - sum of log(1 - sigmoid(others)), float32 [M]; the caller's dispose scope owns it.</returns>
    public static Tensor Rows(Tensor own_M, Tensor others_MK, double beta)
    {
        using var scope = NewDisposeScope();
        var own = functional.binary_cross_entropy_with_logits(own_M, ones_like(own_M), reduction: Reduction.None) * beta;
        var others = functional.binary_cross_entropy_with_logits(others_MK, zeros_like(others_MK), reduction: Reduction.None).sum(-1);
        return (own + others).MoveToOuterDisposeScope();
    }

    /// <returns>The power for K drawn of V items.</returns>
    public double Beta(long drawn, long items)
    {
        var share = (double)drawn / Math.Max(1, items - 1);
        return share * ((config.Calibration * (1 - (1 / share))) + (1 / share));
    }
}
