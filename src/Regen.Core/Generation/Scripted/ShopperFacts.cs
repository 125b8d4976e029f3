namespace Regen.Core.Generation.Scripted;

/// <summary>What a whole history says of its customer.</summary>
internal sealed record ShopperFacts
{
    private static readonly string[] PriceWords = ["price", "cheap", "cheaper", "value", "money", "deal", "affordable", "bargain", "expensive"];

    /// <summary>Oldest first, the last one included.</summary>
    public required IReadOnlyList<PurchaseFacts> Purchases { get; init; }

    public PurchaseFacts Last => Purchases[^1];

    public IReadOnlyList<PurchaseFacts> Earlier => [.. Purchases.Take(Purchases.Count - 1)];

    /// <summary>Kinds of goods, the commonest first.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>The commonest kind was bought more than once.</summary>
    public required bool HasFavourite { get; init; }

    /// <summary>Brands that were bought at least twice, the commonest first.</summary>
    public required IReadOnlyList<string> Brands { get; init; }

    /// <summary>Mean of the ratings; null where there are none.</summary>
    public required double? Rating { get; init; }

    public required bool MindsPrice { get; init; }

    public static ShopperFacts Of(IReadOnlyList<PurchaseFacts> purchases)
    {
        var rated = purchases.Where(purchase => purchase.Rating is not null).Select(purchase => purchase.Rating!.Value).ToArray();
        return new ShopperFacts
        {
            Purchases = purchases,
            Kinds = Commonest(purchases.Select(purchase => purchase.Item.Kind), 1),
            HasFavourite = Commonest(purchases.Select(purchase => purchase.Item.Kind), 2).Length > 0,
            Brands = Commonest(purchases.Select(purchase => purchase.Item.Brand), 2),
            Rating = rated.Length == 0 ? null : rated.Average(),
            MindsPrice = purchases.Count(purchase => purchase.Quotes.Any(quote => CritiqueChecks.Words(quote).Any(PriceWords.Contains))) >= 2,
        };
    }

    private static string[] Commonest(IEnumerable<string> names, int fewest) =>
    [
        .. names.Where(name => name.Length > 0).GroupBy(name => name).Where(group => group.Count() >= fewest).OrderByDescending(group => group.Count()).Select(group => group.Key),
    ];
}
