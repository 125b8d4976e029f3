namespace Regen.Core.Baselines;

/// <summary>Items by their number of training occurrences, whoever asks.</summary>
public sealed class PopularityScorer(TrainingPart part) : IScorer
{
    private readonly float[] popularity = Array.ConvertAll(part.Popularity(), count => (float)count);

    public int ItemCount => popularity.Length;

    public void Score(ReadOnlySpan<int> history, Span<float> scores) => popularity.CopyTo(scores);
}
