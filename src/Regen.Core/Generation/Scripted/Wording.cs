using System.Globalization;

namespace Regen.Core.Generation.Scripted;

/// <summary>Phrases that several narratives share.</summary>
internal static class Wording
{
    /// <returns>"gel ink pens in red, in a pack of 4"; the name where no kind is known.</returns>
    public static string Thing(PurchaseFacts purchase)
    {
        if (purchase.Item.Kind.Length == 0)
        {
            return "the " + purchase.Name;
        }

        var quality = purchase.Item.Terms.FirstOrDefault(term => term.Aspect == Aspect.Quality && !purchase.Item.Kind.Contains(term.Spoken.Replace('-', ' '), StringComparison.OrdinalIgnoreCase) && !purchase.Item.Kind.Contains(term.Spoken, StringComparison.OrdinalIgnoreCase));
        return $"{(quality is null ? "" : quality.Spoken + " ")}{purchase.Item.Kind}{Attributes(purchase.Item)}";
    }

    /// <returns>How the last purchase hangs together with earlier ones; at most two sentences.</returns>
    public static IEnumerable<string> Relation(ShopperFacts shopper)
    {
        var last = shopper.Last;
        if (last.Item.Kind.Length > 0 && shopper.Earlier.Count(purchase => purchase.Item.Kind == last.Item.Kind) is > 0 and var before)
        {
            yield return before == 1 ? $"They had bought {last.Item.Kind} once before." : $"They had bought {last.Item.Kind} {English.Number(before)} times before.";
        }

        if (last.Item.Brand.Length > 0 && shopper.Earlier.LastOrDefault(purchase => purchase.Item.Brand == last.Item.Brand) is { } same)
        {
            yield return same.Rating is { } rating
                ? $"{last.Item.Brand} was known to them from the {same.Name}, to which they gave {Stars(rating)}."
                : $"{last.Item.Brand} was known to them from the {same.Name}.";
        }
    }

    public static string Stars(double rating) => rating switch
    {
        1 => "one star",
        _ when rating == Math.Floor(rating) => $"{English.Number((int)rating)} stars",
        _ => $"{rating.ToString("0.#", CultureInfo.InvariantCulture)} stars",
    };

    /// <returns>A text to stand between quotation marks at a sentence's end.</returns>
    public static string Inner(string text) => text.Length > 0 && char.IsLetterOrDigit(text[^1]) ? text.Replace('"', '\'') + "." : text.Replace('"', '\'');

    /// <returns>The same within a sentence.</returns>
    public static string Inside(string text) => text.Replace('"', '\'').TrimEnd('.', ' ');

    private static string Attributes(ItemFacts item)
    {
        List<string> parts = [];
        if (item.Colors.Count > 0)
        {
            parts.Add("in " + item.Colors[0]);
        }

        if (item.Tip is { } tip)
        {
            parts.Add("with " + English.WithArticle(tip));
        }
        else if (item.Counts.FirstOrDefault(count => count.Noun == "pack") is { } pack)
        {
            parts.Add($"in a pack of {pack.Number.ToString(CultureInfo.InvariantCulture)}");
        }

        return parts.Count == 0 ? "" : " " + string.Join(", ", parts);
    }
}
