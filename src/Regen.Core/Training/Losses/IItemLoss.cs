// Shape letters: B users, S positions, M targets, V items, D model width.
using Regen.Core.Configuration;
using Regen.Core.Models.Flare;
using TorchSharp.Regen;
using static TorchSharp.torch;

namespace Regen.Core.Training.Losses;

/// <summary>What the model answered, and what was asked.</summary>
/// <param name="Answers_MD">Head outputs at the asked-for places, float32 [M, D].</param>
/// <param name="Items_VD">Vectors that items are scored by, float32 [V, D].</param>
/// <param name="Bias_V">Added to scores; untrained items carry a large negative number; float32 [V].</param>
/// <param name="Batch">Where the targets stand, and which items they are.</param>
/// <param name="Successors">Added to the scores of single items; null for none. Read by the softmax over all items or over candidates.</param>
/// <param name="ShutsSeen">Items shown before a place cannot be its answer, so they are not among its rivals.</param>
public sealed record ItemAnswers(
    Tensor Answers_MD, Tensor Items_VD, Tensor Bias_V, FlareBatch Batch, SparseScores? Successors = null, bool ShutsSeen = false)
{
    /// <summary>The items that <see cref="Items_VD"/> and <see cref="Bias_V"/> are of, ascending; null for the whole catalogue.</summary>
    public int[]? Candidates { get; init; }

    /// <summary>What shuts the items seen out of their rows; null where they may be answers, or none was seen.</summary>
    internal SparseScores? Shut()
    {
        const float Shut = -1e4f;
        if (!ShutsSeen || Batch.Seen.Length == 0)
        {
            return null;
        }

        var device = Answers_MD.device;
        var shut_E = full([Batch.Seen.Length], Shut, ScalarType.Float32, device);
        return new SparseScores(tensor(Batch.SeenRows).Upload(device), tensor(Batch.Seen).Upload(device), shut_E);
    }
}

/// <summary>How far answers are from their targets.</summary>
public interface IItemLoss
{
    /// <returns>The items whose vectors this step needs, ascending; null for the whole catalogue.</returns>
    int[]? Candidates(FlareBatch batch) => null;

    /// <returns>A scalar that carries gradients; the caller's dispose scope owns it.</returns>
    Tensor Of(ItemAnswers asked);
}

/// <summary>Makes the loss that an experiment names.</summary>
public static class ItemLosses
{
    /// <param name="training">The training section.</param>
    /// <param name="compute">Type that full scores are computed in.</param>
    /// <param name="trainingCounts">Occurrences per item in the training part: what may be drawn, and how often.</param>
    public static IItemLoss Make(TrainingConfig training, ScalarType compute, IReadOnlyList<int> trainingCounts)
    {
        ArgumentNullException.ThrowIfNull(training);
        return training.Loss.Kind switch
        {
            "full" => new FullSoftmax(training.LabelSmoothing, compute),
            "sampled" => new SampledSoftmax(training.Loss, Proposal.Of(training.Loss.Proposal, trainingCounts)),
            "candidates" => new CandidateSoftmax(training.Loss, trainingCounts),
            "gbce" => new GeneralisedBce(training.Loss, Proposal.Of("uniform", trainingCounts)),
            _ => throw new ArgumentException($"no loss is called '{training.Loss.Kind}'", nameof(training)),
        };
    }
}
