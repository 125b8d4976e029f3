using Regen.Core.Domain;

namespace Regen.Core.Data.Sample;

/// <summary>What each kind of shopper needs: a weight for every family.</summary>
internal sealed class KindNeeds
{
    private readonly ShopperKind[] kinds;
    private readonly double[] shares;
    private readonly double[][] needs;

    public KindNeeds(SampleCatalogue catalogue)
    {
        kinds = catalogue.Recipes.Shoppers;
        shares = [.. kinds.Select(kind => kind.Share)];
        needs = [.. kinds.Select(kind => catalogue.Recipes.Families.Take(catalogue.FamilyCount)
            .Select(family => family.Recipe.Weight * kind.Likes.GetValueOrDefault(family.Recipe.Dept, 1)).ToArray())];
    }

    public (ShopperKind Kind, double[] Needs) Draw(SeededRandom random)
    {
        var kind = Pick(shares, random);
        return (kinds[kind], needs[kind]);
    }

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
}
