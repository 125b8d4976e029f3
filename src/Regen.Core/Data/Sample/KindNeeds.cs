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
        var kind = Odds.Pick(shares, random);
        return (kinds[kind], needs[kind]);
    }
}
