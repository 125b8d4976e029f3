using Regen.Core.Domain;

namespace Regen.Core.Data.Sample;

/// <summary>Draws with unequal chances.</summary>
internal static class Odds
{
    /// <returns>A row with chance proportional to its weight; the first where all are 0.</returns>
    public static int Pick(ReadOnlySpan<double> weights, SeededRandom random)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var left = random.NextDouble() * total;
        for (var row = 0; row < weights.Length; row++)
        {
            left -= weights[row];
            if (left < 0)
            {
                return row;
            }
        }

        return 0;
    }

    /// <summary>Earlier entries of an authored list are commoner: weights 1, 0.77, 0.63, 0.53 ...</summary>
    public static int Skewed(SeededRandom random, int count)
    {
        var total = 0.0;
        for (var entry = 0; entry < count; entry++)
        {
            total += 1 / (1 + (0.3 * entry));
        }

        var left = random.NextDouble() * total;
        for (var entry = 0; entry < count; entry++)
        {
            left -= 1 / (1 + (0.3 * entry));
            if (left < 0)
            {
                return entry;
            }
        }

        return count - 1;
    }
}
