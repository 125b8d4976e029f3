using Regen.Core.Domain;

namespace Regen.Core.Rating.Studies;

/// <summary>
/// Negative samples of the bias study (REGEN, 3.3.3): the same output beside a history, item or critique that it was not written for.
/// A donor's history holds neither the item at hand nor the wanted one.
/// </summary>
/// <param name="donors">Where swapped parts come from.</param>
/// <param name="seed">Of the choice, which depends on it, the user's key, the position, the group and the kind of negative alone.</param>
public sealed class Negatives(Donors donors, long seed)
{
    /// <summary>A of the paper: another user's history up to an item at hand of its own.</summary>
    public const string History = "history";

    /// <summary>B of the paper: another user's history and the item that followed it.</summary>
    public const string HistoryAndItem = "history_and_item";

    public const string Critique = "critique";

    public const string Item = "item";

    public const string SimilarItem = "similar_item";

    /// <returns>The negative; null where this kind makes none of the subject, or no donor fits.</returns>
    public RatingSubject? Of(RatingSubject real, string kind)
    {
        ArgumentNullException.ThrowIfNull(real);
        var random = SeededRandom.For(seed, "negative", real.Key, $"{real.Position}", RatingScheme.Name(real.Group), kind);
        return kind switch
        {
            History when real.Target is not null => SwapHistory(real, random, kind, withItem: false),
            HistoryAndItem => SwapHistory(real, random, kind, withItem: true),
            Critique when real.Group == RatingGroup.Critique => SwapCritique(real, random),
            Item when real.Target is not null => SwapItem(real, random, kind, donors.Items),
            SimilarItem when real.Target is not null => SwapItem(real, random, kind, donors.OfCategory(real.Target.Purchase.Item)),
            _ => null,
        };
    }

    // As long as the real history where the donor has so many purchases: length shall not tell real from swapped.
    private RatingSubject? SwapHistory(RatingSubject real, SeededRandom random, string kind, bool withItem)
    {
        var spare = real.Target is null ? 0 : 1;
        var avoid = Avoided(real);
        foreach (var donor in InRandomOrder(donors.Users, random))
        {
            var length = Math.Min(real.History.Count, donor.History.Purchases.Count - spare);
            if (donor.History.Key == real.Key || length < 1 || donor.History.Purchases.Take(length + spare).Any(purchase => avoid.Contains(purchase.Item.Asin)))
            {
                continue;
            }

            return real with
            {
                Variant = kind,
                Donor = donor.History.Key,
                DonorPosition = length - 1 + spare,
                History = [.. Enumerable.Range(0, length).Select(at => RatingSelection.Shown(donor, at))],
                Target = withItem && spare == 1 ? RatingSelection.Target(donor, real.Group, length) : real.Target,
            };
        }

        return null;
    }

    private RatingSubject? SwapCritique(RatingSubject real, SeededRandom random)
    {
        foreach (var donor in InRandomOrder(donors.Users, random))
        {
            var critiques = donor.Critiques.Where(critique => critique.Text is { } text && text != real.Outputs[0].Text).ToArray();
            if (donor.History.Key == real.Key || critiques.Length == 0)
            {
                continue;
            }

            var drawn = critiques[random.Next(critiques.Length)];
            return real with
            {
                Variant = Critique,
                Donor = donor.History.Key,
                DonorPosition = drawn.Position,
                Outputs = [new RatedText(RatingScheme.Critique, drawn.Text!)],
            };
        }

        return null;
    }

    private static RatingSubject? SwapItem(RatingSubject real, SeededRandom random, string kind, IReadOnlyList<Purchase> candidates)
    {
        var known = real.History.Select(static shown => shown.Purchase.Item.Asin).Append(real.Target!.Purchase.Item.Asin).ToHashSet(StringComparer.Ordinal);
        return InRandomOrder(candidates, random).FirstOrDefault(purchase => !known.Contains(purchase.Item.Asin)) is { } other
            ? real with { Variant = kind, Donor = other.Item.Asin, Target = real.Target with { Purchase = other } }
            : null;
    }

    private static HashSet<string> Avoided(RatingSubject real)
    {
        var avoid = new HashSet<string>(StringComparer.Ordinal) { real.History[^1].Purchase.Item.Asin };
        if (real.Target is { } target)
        {
            avoid.Add(target.Purchase.Item.Asin);
        }

        return avoid;
    }

    // A random start and then one after another: as good as a draw for the first that fits, and never endless.
    private static IEnumerable<T> InRandomOrder<T>(IReadOnlyList<T> all, SeededRandom random)
    {
        if (all.Count == 0)
        {
            yield break;
        }

        var start = random.Next(all.Count);
        for (var i = 0; i < all.Count; i++)
        {
            yield return all[(start + i) % all.Count];
        }
    }
}
