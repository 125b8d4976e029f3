namespace Regen.Core.Baselines;

/// <summary>A counted recommender: from a history to one score per item. Not thread safe: it keeps scratch space.</summary>
/// <remarks>
/// Scores are float32 throughout. Counted scores tie by the hundred, so that the last bit decides ranks: the published
/// figures of these baselines were made in float32, and come out to the last digit only in the same arithmetic.
/// </remarks>
public interface IScorer
{
    /// <summary>Items that it scores.</summary>
    int ItemCount { get; }

    /// <param name="history">Item numbers, oldest first.</param>
    /// <param name="scores">Receives one score per item; what it held before is overwritten.</param>
    void Score(ReadOnlySpan<int> history, Span<float> scores);

    /// <summary>
    /// Scores for a ranking that leaves out what the user has seen, where those differ: a recommender that builds a list builds
    /// another one then.
    /// </summary>
    /// <param name="seen">Items that are no candidates; the history and possibly more.</param>
    /// <returns>False where the scores of <see cref="Score"/> hold for both rankings; nothing is written then.</returns>
    bool ScoreUnseen(ReadOnlySpan<int> history, ReadOnlySpan<int> seen, Span<float> scores) => false;
}
