namespace Regen.Core.Rating;

/// <summary>What a score stands on.</summary>
public enum ScoreBasis
{
    /// <summary>At least four ratings of the seven agree.</summary>
    Majority,

    /// <summary>No four agree: the mean of the readable ones, rounded down.</summary>
    Mean,

    /// <summary>Fewer than four could be read: there is no score.</summary>
    Unrated,
}

/// <summary>The ensemble's decision.</summary>
/// <param name="Value">1 to 7; null where there is none, never zero.</param>
public readonly record struct Score(int? Value, ScoreBasis Basis);

/// <summary>Seven ratings become one score: the value of over half of them, else their mean rounded down (REGEN, 3.3.1).</summary>
/// <remarks>Beyond the paper: ratings that cannot be read are left out of the mean, and fewer than four readable ones give no score.</remarks>
public static class Ensemble
{
    /// <summary>Ratings of each output.</summary>
    public const int Size = 7;

    /// <summary>Over half of them.</summary>
    public const int Majority = 4;

    /// <summary>The decision of a full ensemble; null stands for a rating that cannot be read.</summary>
    public static Score Decide(IReadOnlyList<int?> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        return Early(ratings) ?? Mean(ratings);
    }

    /// <summary>The decision as soon as no further rating can change it; null as long as one can.</summary>
    public static Score? Early(IReadOnlyList<int?> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        Span<int> counts = stackalloc int[RatingScheme.Highest + 1];
        counts.Clear();
        for (var i = 0; i < ratings.Count; i++)
        {
            var value = ratings[i] ?? 0;
            if (++counts[value] == Majority)
            {
                return value == 0 ? new Score(null, ScoreBasis.Unrated) : new Score(value, ScoreBasis.Majority);
            }
        }

        return null;
    }

    private static Score Mean(IReadOnlyList<int?> ratings)
    {
        var (sum, count) = (0, 0);
        for (var i = 0; i < ratings.Count; i++)
        {
            (sum, count) = ratings[i] is { } value ? (sum + value, count + 1) : (sum, count);
        }

        return count < Majority ? new Score(null, ScoreBasis.Unrated) : new Score(sum / count, ScoreBasis.Mean);
    }
}
