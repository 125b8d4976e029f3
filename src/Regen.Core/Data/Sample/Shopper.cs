using System.Globalization;
using Regen.Core.Domain;

namespace Regen.Core.Data.Sample;

/// <summary>
/// One shopper: a kind of person with tastes of their own, who walks from need to need. The next purchase follows from
/// the last one (what goes with it), from taste (brand, color, size, price) and from popularity; or it refines the last
/// one, repeats an earlier one, or is a whim. All parameters are fixed; docs/decisions/0005-sample-corpus.md lists them.
/// </summary>
internal sealed class Shopper
{
    /// <summary>Fixed companions of every item: what people buy with this very item.</summary>
    public const int PartnersPerItem = 2;

    private const double RefineShare = 0.12;
    private const double RepeatShare = 0.025;
    private const double PartnerShare = 0.16;
    private const double CompanionShare = 0.62;
    private const int Candidates = 12;

    private readonly SampleCatalogue catalogue;
    private readonly SeededRandom random;
    private readonly ulong taste;
    private readonly ulong kindTaste;
    private readonly double priceLevel;
    private readonly double[] needs;

    public Shopper(SampleCatalogue catalogue, KindNeeds kinds, long seed, int number)
    {
        this.catalogue = catalogue;
        random = SeededRandom.For(seed, "user", number.ToString(CultureInfo.InvariantCulture));
        (Kind, needs) = kinds.Draw(random);
        taste = random.NextUInt64();
        kindTaste = Hashing.Of(Kind.Id);
        priceLevel = Kind.Price + (0.6 * random.NextGaussian());
    }

    public ShopperKind Kind { get; }

    public SeededRandom Random => random;

    /// <summary>Fills the user's purchases, first to last; no two neighbours are equal. Negative entries are whims set by the caller.</summary>
    public void Walk(Span<int> purchases)
    {
        for (var at = 0; at < purchases.Length; at++)
        {
            if (purchases[at] < 0)
            {
                purchases[at] = at == 0 ? First() : Next(purchases[..at]);
            }
        }
    }

    /// <summary>How much this shopper is drawn to an attribute value or brand: kind of shopper and person count alike.</summary>
    public double Likes(int valueId)
    {
        var ofKind = Hashing.Normal(Hashing.Mix(kindTaste, (ulong)valueId, 17));
        var own = Hashing.Normal(Hashing.Mix(taste, (ulong)valueId, 23));
        return 0.7 * (ofKind + own);
    }

    public double LikesBrand(int brand) => Likes(-1 - brand);

    /// <summary>The k-th fixed companion of an item: of a family bought after its own, as alike in brand, color and size as can be found.</summary>
    public static int PartnerOf(SampleCatalogue catalogue, int item, int which)
    {
        var random = catalogue.RandomOf(item, which == 0 ? "partner" : "second partner");
        var family = Companion(catalogue, item, random);
        var (best, bestScore) = (-1, double.MinValue);
        for (var candidate = 0; candidate < Candidates; candidate++)
        {
            var other = catalogue.Draw(family, random);
            var score = Match(catalogue, item, other) + (0.3 * random.NextDouble());
            if (score > bestScore && other != item)
            {
                (best, bestScore) = (other, score);
            }
        }

        return best < 0 ? (item + 1) % catalogue.Titled : best;
    }

    private static int Companion(SampleCatalogue catalogue, int item, SeededRandom random)
    {
        var own = catalogue.FamilyOf(item);
        var left = random.NextDouble() * catalogue.CompanionWeight(own.Number);
        foreach (var (family, weight) in catalogue.CompanionsOf(own.Number))
        {
            left -= weight;
            if (left < 0)
            {
                return family;
            }
        }

        return own.Number;
    }

    /// <summary>How well two items go together: same maker, and equal values of equal attributes.</summary>
    private static double Match(SampleCatalogue catalogue, int item, int other)
    {
        var score = catalogue.BrandOf(item) == catalogue.BrandOf(other) ? 1.2 : 0.0;
        var own = catalogue.FamilyOf(item).Attributes;
        var ownValues = catalogue.ValueIdsOf(item);
        var values = catalogue.ValueIdsOf(other);
        for (var left = 0; left < own.Length; left++)
        {
            // Ids are unique over all attributes, so that equal ids are equal values of attributes of one name.
            score += own[left].Name != "pack" && values.Contains(ownValues[left]) ? 0.8 : 0;
        }

        return score;
    }

    private int First() => Choose(Odds.Pick(needs, random), previous: -1);

    private int Next(ReadOnlySpan<int> before)
    {
        var previous = before[^1];
        var draw = random.NextDouble();
        var next = previous;
        if (draw < RefineShare)
        {
            next = Refine(previous);
        }
        else if (draw < RefineShare + RepeatShare && before.Length > 2)
        {
            next = before[random.Next(before.Length - 1)];
        }
        else if (draw < RefineShare + RepeatShare + PartnerShare)
        {
            next = PartnerOf(catalogue, previous, random.Next(PartnersPerItem));
        }

        for (var attempt = 0; next == previous && attempt < 20; attempt++)
        {
            var family = random.NextDouble() < CompanionShare ? Companion(catalogue, previous, random) : Odds.Pick(needs, random);
            next = Choose(family, previous);
        }

        return next != previous ? next : (previous + 1) % catalogue.Titled;
    }

    /// <summary>A neighbour of the last purchase with one or two attributes changed: the same line, the family, or a sibling family.</summary>
    private int Refine(int item)
    {
        var family = catalogue.FamilyOf(item).Number;
        if (random.NextDouble() < 0.2 && catalogue.SiblingsOf(family) is { Length: > 0 } siblings)
        {
            return Choose(siblings[random.Next(siblings.Length)], item);
        }

        Span<double> weights = stackalloc double[Candidates];
        Span<int> found = stackalloc int[Candidates];
        for (var candidate = 0; candidate < Candidates; candidate++)
        {
            found[candidate] = candidate % 2 == 0 ? catalogue.DrawVariant(item, random) : catalogue.Draw(family, random);
            var changed = Changed(item, found[candidate]);
            weights[candidate] = changed == 0 ? 0 : Math.Exp(Appeal(found[candidate], -1) - (1.5 * Math.Max(0, changed - 2)));
        }

        return found[Odds.Pick(weights, random)];
    }

    private int Changed(int item, int other)
    {
        var own = catalogue.ValuesOf(item);
        var others = catalogue.ValuesOf(other);
        var changed = catalogue.BrandOf(item) == catalogue.BrandOf(other) ? 0 : 1;
        for (var column = 0; column < own.Length; column++)
        {
            changed += own[column] == others[column] ? 0 : 1;
        }

        return changed;
    }

    /// <summary>One of a family's items: candidates come by popularity, the choice among them is a softmax over their appeal.</summary>
    private int Choose(int family, int previous)
    {
        Span<double> weights = stackalloc double[Candidates];
        Span<int> found = stackalloc int[Candidates];
        for (var candidate = 0; candidate < Candidates; candidate++)
        {
            found[candidate] = catalogue.Draw(family, random);
            weights[candidate] = Math.Exp(Appeal(found[candidate], previous));
        }

        return found[Odds.Pick(weights, random)];
    }

    private double Appeal(int item, int previous)
    {
        var brand = catalogue.BrandOf(item);
        var appeal = LikesBrand(brand) + (0.7 * catalogue.QualityOf(item)) - (0.6 * Math.Abs(catalogue.Recipes.Brands[brand].Level - priceLevel));
        var attributes = catalogue.FamilyOf(item).Attributes;
        for (var column = 0; column < attributes.Length; column++)
        {
            var value = catalogue.Value(item, column);
            appeal += attributes[column].Name switch
            {
                "color" => 0.9 * Likes(value.Id),
                "pack" or "count" => Kind.Bulk * 0.4 * Math.Log(Math.Max(1, value.Amount)) / 2,
                "tip" or "ruling" or "material" or "pattern" => 0.7 * Likes(value.Id),
                _ => 0.4 * Likes(value.Id),
            };
        }

        return previous < 0 ? appeal : appeal + (0.8 * Match(catalogue, previous, item));
    }
}
