using Regen.Core.Domain;

namespace Regen.Core.Baselines;

/// <summary>
/// A first-order Markov chain: P(j | i) = count(i -> j) / count(i -> any). The last items vote with weights 1, 1/2,
/// 1/3 ..., the latest most.
/// </summary>
public sealed class MarkovScorer : IScorer
{
    private const double TieBreak = 1e-6;

    private readonly int lastItems;
    private readonly TransitionCounts transitions;
    private readonly float[] chances;
    private readonly float[]? tieBreaks;

    /// <param name="part">What is counted.</param>
    /// <param name="lastItems">How many of the last items vote, at least 1.</param>
    /// <param name="popularityBreaksTies">Adds 1e-6 * popularity / largest popularity.</param>
    public MarkovScorer(TrainingPart part, int lastItems, bool popularityBreaksTies)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastItems, 1);
        this.lastItems = lastItems;
        ItemCount = part.ItemCount;
        transitions = part.Transitions(distance: 1);
        chances = Chances(transitions);
        if (popularityBreaksTies)
        {
            var popularity = part.Popularity();
            var most = Math.Max(1, popularity.Length == 0 ? 1 : popularity.Max());
            tieBreaks = Array.ConvertAll(popularity, count => (float)(TieBreak * count / most));
        }
    }

    public int ItemCount { get; }

    public void Score(ReadOnlySpan<int> history, Span<float> scores)
    {
        scores.Clear();
        for (var back = 0; back < Math.Min(lastItems, history.Length); back++)
        {
            var item = history[^(back + 1)];
            var weight = (float)(1.0 / (back + 1));
            for (var entry = transitions.Starts[item]; entry < transitions.Starts[item + 1]; entry++)
            {
                scores[transitions.Nexts[entry]] += weight * chances[entry];
            }
        }

        if (tieBreaks is not null)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(scores, tieBreaks, scores);
        }
    }

    /// <summary>Each count as a share of its row.</summary>
    private static float[] Chances(TransitionCounts transitions)
    {
        var chances = new float[transitions.Counts.Length];
        for (var item = 0; item < transitions.ItemCount; item++)
        {
            var share = (float)(1.0 / transitions.TotalOf(item));
            for (var entry = transitions.Starts[item]; entry < transitions.Starts[item + 1]; entry++)
            {
                chances[entry] = transitions.Counts[entry] * share;
            }
        }

        return chances;
    }
}
