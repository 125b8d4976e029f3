namespace Regen.Core.Baselines;

/// <summary>
/// A first-order Markov chain: P(j | i) = count(i -> j) / count(i -> any). The last items vote with weights 1, 1/2,
/// 1/3 ..., the latest most.
/// </summary>
public sealed class MarkovScorer : IScorer
{
    private const double TieBreak = 1e-6;

    private readonly int lastItems;
    private readonly TransitionGraph graph;
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
        graph = TransitionGraph.Of(part);
        chances = Chances(graph);
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
            var (start, end) = graph.EntriesOf(item);
            for (var entry = start; entry < end; entry++)
            {
                scores[graph.Nexts[entry]] += weight * chances[entry];
            }
        }

        if (tieBreaks is not null)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(scores, tieBreaks, scores);
        }
    }

    private static float[] Chances(TransitionGraph graph)
    {
        var chances = new float[graph.Nexts.Length];
        for (var item = 0; item < graph.ItemCount; item++)
        {
            var (start, end) = graph.EntriesOf(item);
            var total = 0;
            foreach (var count in graph.Counts.AsSpan(start, end - start))
            {
                total += count;
            }

            for (var entry = start; entry < end; entry++)
            {
                chances[entry] = graph.Counts[entry] * (float)(1.0 / total);
            }
        }

        return chances;
    }
}
