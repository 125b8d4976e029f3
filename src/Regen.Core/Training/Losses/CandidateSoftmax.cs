// Shape letters: M targets, V items, C candidates, D width of answers.
using Regen.Core.Configuration;
using Regen.Core.Models.Flare;
using TorchSharp.Regen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Training.Losses;

/// <summary>
/// Softmax over the step's own targets and some drawn items, each once, corrected by the log chance of being among them.
/// Unlike <see cref="SampledSoftmax"/> it reads what successors add and shuts items seen, as the full softmax does.
/// </summary>
/// <remarks>
/// An item with share f of all targets and chance p of a draw is among M targets and K draws with a chance of about
/// 1 - exp(-(M f + K p)); its score is lowered by the log of that, so that the sum over candidates estimates the sum over
/// the catalogue.
/// </remarks>
public sealed class CandidateSoftmax : IItemLoss
{
    private readonly LossConfig config;
    private readonly Proposal proposal;
    private readonly float[] shares;

    /// <param name="trainingCounts">Occurrences per item in the training part.</param>
    public CandidateSoftmax(LossConfig config, IReadOnlyList<int> trainingCounts)
    {
        ArgumentNullException.ThrowIfNull(trainingCounts);
        (this.config, proposal) = (config, Proposal.Of(config.Proposal, trainingCounts));
        var total = Math.Max(1.0, trainingCounts.Sum(count => (double)count));
        shares = [.. trainingCounts.Select(count => (float)(count / total))];
    }

    public int[]? Candidates(FlareBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var drawn = proposal.Draw(config.Negatives, CPU).data<long>().ToArray();
        return [.. batch.Targets.Concat(drawn).Distinct().Order().Select(item => (int)item)];
    }

    public Tensor Of(ItemAnswers asked)
    {
        using var scope = NewDisposeScope();
        var (batch, device) = (asked.Batch, asked.Answers_MD.device);
        var candidates_C = tensor(asked.Candidates!).to(ScalarType.Int64).Upload(device);
        var map_V = full([shares.Length], -1, ScalarType.Int64, device)
            .index_copy_(0, candidates_C, arange(candidates_C.size(0), ScalarType.Int64, device));

        var correction_C = asked.Bias_V - LogChances(batch.Targets.Length, device).index_select(0, candidates_C);
        var scores_MC = asked.Answers_MD.matmul(asked.Items_VD.t()) + correction_C;
        asked.Successors?.Among(map_V).AddTo(scores_MC);
        asked.Shut()?.Among(map_V).AddTo(scores_MC);
        return functional.cross_entropy(scores_MC, map_V.index_select(0, tensor(batch.Targets).Upload(device))).MoveToOuterDisposeScope();
    }

    private Tensor LogChances(int targets, Device device)
    {
        var expected_V = (tensor(shares) * targets) + (proposal.LogChances(CPU).exp() * config.Negatives);
        return (1 - (-expected_V).exp()).clamp(1e-30, null).log().Upload(device);
    }
}
