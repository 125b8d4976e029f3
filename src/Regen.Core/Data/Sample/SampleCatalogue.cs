using Regen.Core.Domain;

namespace Regen.Core.Data.Sample;

/// <summary>
/// All items of a sample corpus in compact columns (about 40 bytes each). An item is a variant of a product line of a
/// family; a family's items stand together, and their popularity falls by Zipf's law over a permutation of them.
/// </summary>
internal sealed class SampleCatalogue
{
    /// <summary>Marks an attribute that a family does not have.</summary>
    public const byte None = byte.MaxValue;

    private const int Columns = 6;
    private const int CloseLevels = 4;

    /// <summary>Companions are mostly other kinds of things: a family of the same shelf is bought next half as often as authored.</summary>
    private const double CloseShare = 0.5;
    private const double ZipfShift = 1;
    private const ulong QualitySalt = 0x9A11;
    private const long AsinSpace = 78_364_164_096; // 36^7

    private readonly long seed;
    private readonly long asinShift;
    private readonly short[] familyOf;
    private readonly int[] lineOf;
    private readonly byte[] brandOf;
    private readonly byte[] values;
    private readonly short[] valueIds;
    private readonly float[] prices;
    private readonly int[] first;
    private readonly int[] strides;
    private readonly (int Family, double Weight)[][] companions;
    private readonly double[] companionWeights;
    private readonly int[][] siblings;

    public SampleCatalogue(SampleRecipes recipes, int titled, long seed)
    {
        this.seed = seed;
        (Recipes, Titled, Untitled) = (recipes, titled, Math.Max(2, titled / 100));
        asinShift = (long)(SeededRandom.Derive(seed, "asin") % (ulong)AsinSpace);
        var families = Math.Clamp(titled / 8, 2, recipes.Families.Length);
        (familyOf, lineOf, brandOf) = (new short[titled], new int[titled], new byte[titled]);
        (values, valueIds, prices) = (new byte[titled * Columns], new short[titled * Columns], new float[titled]);
        (first, strides) = (new int[families + 1], new int[families]);
        Divide();
        for (var family = 0; family < families; family++)
        {
            Fill(recipes.Families[family]);
            strides[family] = Coprime(CountOf(family), (int)(SeededRandom.Derive(seed, "rank", recipes.Families[family].Recipe.Id) % 1_000_003));
        }

        var present = recipes.Families[..families];
        companions = [.. present.Select(family => present
            .Where(other => family.Recipe.Next.ContainsKey(other.Recipe.Id))
            .Select(other => (other.Number, family.Recipe.Next[other.Recipe.Id] * (Shared(family, other) >= CloseLevels ? CloseShare : 1))).ToArray())];
        companionWeights = [.. companions.Select(row => row.Sum(entry => entry.Weight))];
        siblings = [.. present.Select(family => present
            .Where(other => other != family && Shared(family, other) >= CloseLevels)
            .Select(other => other.Number).ToArray())];
    }

    public SampleRecipes Recipes { get; }

    /// <summary>Items with a title: numbers [0, Titled).</summary>
    public int Titled { get; }

    /// <summary>Items without one: numbers [Titled, Titled + Untitled).</summary>
    public int Untitled { get; }

    public int FamilyCount => strides.Length;

    public Family FamilyOf(int item) => Recipes.Families[familyOf[item]];

    public int LineOf(int item) => lineOf[item];

    public int BrandOf(int item) => brandOf[item];

    public double PriceOf(int item) => prices[item];

    public int CountOf(int family) => first[family + 1] - first[family];

    /// <summary>Families that people buy after this one, with their weights.</summary>
    public (int Family, double Weight)[] CompanionsOf(int family) => companions[family];

    public double CompanionWeight(int family) => companionWeights[family];

    /// <summary>Other families that share at least four leading category levels.</summary>
    public int[] SiblingsOf(int family) => siblings[family];

    /// <summary>Value numbers by attribute of the item's family.</summary>
    public ReadOnlySpan<byte> ValuesOf(int item) => values.AsSpan(item * Columns, FamilyOf(item).Attributes.Length);

    /// <summary>The same as ids of <see cref="AttributeValue"/>, comparable between families.</summary>
    public ReadOnlySpan<short> ValueIdsOf(int item) => valueIds.AsSpan(item * Columns, FamilyOf(item).Attributes.Length);

    public AttributeValue Value(int item, int attribute) =>
        FamilyOf(item).Attributes[attribute].Values[values[(item * Columns) + attribute]];

    /// <summary>An item of the family by its popularity: p proportional to 1 / (rank + 1), ranks from 0 (Zipf's law).</summary>
    public int Draw(int family, SeededRandom random)
    {
        var count = CountOf(family);
        var rank = (int)(ZipfShift * (Math.Pow((count + ZipfShift) / ZipfShift, random.NextDouble()) - 1));
        return first[family] + (int)((long)Math.Clamp(rank, 0, count - 1) * strides[family] % count);
    }

    /// <summary>Another item of the same product line, or the item itself where it has none.</summary>
    public int DrawVariant(int item, SeededRandom random)
    {
        var (from, to) = (item, item);
        while (from > 0 && lineOf[from - 1] == lineOf[item] && familyOf[from - 1] == familyOf[item])
        {
            from--;
        }

        while (to + 1 < Titled && lineOf[to + 1] == lineOf[item] && familyOf[to + 1] == familyOf[item])
        {
            to++;
        }

        return from + random.Next(to - from + 1);
    }

    /// <summary>Any number, also beyond the catalogue, has an ASIN of its own.</summary>
    public string Asin(int item)
    {
        var number = (long)(((Int128)item * 48_271_003_897L) + asinShift) % AsinSpace;
        Span<char> text = ['B', '0', '0', '0', '0', '0', '0', '0', '0', '0'];
        for (var at = 9; at > 2; at--)
        {
            text[at] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(int)(number % 36)];
            number /= 36;
        }

        return new string(text);
    }

    /// <summary>Leading category levels that two titled items share, the root counted.</summary>
    public int SharedLevels(int left, int right)
    {
        if (LacksCategory(left) || LacksCategory(right))
        {
            return 0;
        }

        return Shared(FamilyOf(left), FamilyOf(right));
    }

    /// <summary>A few entries have gaps, as real metadata has.</summary>
    public bool LacksCategory(int item) => Chance(item, "category", 0.006);

    public bool LacksPrice(int item) => Chance(item, "price", 0.12);

    public bool LacksDescription(int item) => Chance(item, "description", 0.07);

    public bool LacksBrand(int item) => Chance(item, "brand", 0.03);

    /// <summary>How good a product line is, nearly normal: good ones are rated better and chosen more often.</summary>
    public double QualityOf(int item) =>
        Hashing.Normal(Hashing.Mix(Hashing.Mix(QualitySalt, (ulong)seed, (ulong)familyOf[item]), (ulong)lineOf[item], 2));

    /// <summary>A generator of the item's own for one purpose.</summary>
    public SeededRandom RandomOf(int item, string purpose) => new(Hashing.Mix(Hashing.Of(purpose), (ulong)seed, (ulong)item));

    /// <summary>A generator that all variants of the item's line share.</summary>
    public SeededRandom RandomOfLine(int item, string purpose) =>
        new(Hashing.Mix(Hashing.Mix(Hashing.Of(purpose), (ulong)seed, (ulong)familyOf[item]), (ulong)lineOf[item], 1));

    /// <summary>A whole number near <paramref name="wanted"/> that has no divisor in common with <paramref name="count"/>.</summary>
    public static int Coprime(int count, int wanted)
    {
        var stride = 1 + (wanted % Math.Max(1, count));
        while (System.Numerics.BigInteger.GreatestCommonDivisor(stride, count) != 1)
        {
            stride++;
        }

        return stride;
    }

    private static int Shared(Family left, Family right) => left.Path.AsSpan().CommonPrefixLength(right.Path);

    private bool Chance(int item, string purpose, double share) =>
        Hashing.Unit(Hashing.Mix(Hashing.Of(purpose), (ulong)seed, (ulong)item)) < share;

    private void Divide()
    {
        var weights = Recipes.Families.Take(FamilyCount).Select(family => Math.Sqrt(family.Recipe.Weight)).ToArray();
        var (sum, total) = (0.0, weights.Sum());
        for (var family = 0; family < FamilyCount; family++)
        {
            sum += weights[family];
            first[family + 1] = Math.Max(first[family] + 1, (int)Math.Round(sum / total * Titled));
        }

        first[^1] = Titled;
    }

    private void Fill(Family family)
    {
        var random = SeededRandom.For(seed, "family", family.Recipe.Id);
        var (item, end, line) = (first[family.Number], first[family.Number + 1], 0);
        while (item < end)
        {
            var size = Math.Min(end - item, 2 + random.Next(6));
            FillLine(family, random, item, size, line++);
            item += size;
        }
    }

    private void FillLine(Family family, SeededRandom random, int start, int size, int line)
    {
        var brand = family.Brands[Odds.Skewed(random, family.Brands.Length)];
        for (var item = start; item < start + size; item++)
        {
            (familyOf[item], lineOf[item], brandOf[item]) = ((short)family.Number, line, (byte)brand);
            var row = values.AsSpan(item * Columns, Columns);
            row.Fill(None);
            if (item == start)
            {
                for (var column = 0; column < family.Attributes.Length; column++)
                {
                    row[column] = (byte)Odds.Skewed(random, family.Attributes[column].Values.Length);
                }
            }
            else
            {
                Vary(family, random, start, item);
            }

            for (var column = 0; column < family.Attributes.Length; column++)
            {
                valueIds[(item * Columns) + column] = (short)family.Attributes[column].Values[row[column]].Id;
            }

            prices[item] = (float)Price(family, row, Recipes.Brands[brand].Level, random);
        }
    }

    /// <summary>A new variant differs from an earlier one of its line in one or two attributes, and from all of them in some.</summary>
    private void Vary(Family family, SeededRandom random, int start, int item)
    {
        var row = values.AsSpan(item * Columns, Columns);
        var varied = Enumerable.Range(0, family.Attributes.Length).Where(column => family.Attributes[column].Varies).ToArray();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            values.AsSpan((start + random.Next(item - start)) * Columns, Columns).CopyTo(row);
            for (var change = random.Next(3) == 0 ? 2 : 1; change > 0; change--)
            {
                var column = varied[random.Next(varied.Length)];
                row[column] = (byte)Odds.Skewed(random, family.Attributes[column].Values.Length);
            }

            var isNew = true;
            for (var other = start; other < item && isNew; other++)
            {
                isNew = !values.AsSpan(other * Columns, Columns).SequenceEqual(row);
            }

            if (isNew)
            {
                return;
            }
        }
    }

    private static double Price(Family family, ReadOnlySpan<byte> row, int level, SeededRandom random)
    {
        var price = family.Recipe.Price * (0.75 + (0.3 * level)) * (0.92 + (0.16 * random.NextDouble()));
        for (var column = 0; column < family.Attributes.Length; column++)
        {
            var value = family.Attributes[column].Values[row[column]];
            price *= value.Factor * (family.Attributes[column].Name == "pack" ? Math.Pow(value.Amount, 0.82) : 1);
        }

        return Math.Max(0.99, price < 20 ? Math.Floor(price) + (0.01 * (49 + (10 * random.Next(6)))) : Math.Floor(price) + 0.99);
    }
}
