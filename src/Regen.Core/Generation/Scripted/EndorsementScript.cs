using Regen.Core.Domain;

namespace Regen.Core.Generation.Scripted;

/// <summary>A sales talk for the last purchase, from what the customer had bought and written until then.</summary>
internal sealed class EndorsementScript(ShopperFacts shopper, SeededRandom random)
{
    private const int MostDescription = 24;
    private readonly PurchaseFacts item = shopper.Last;

    public string Write()
    {
        List<string> sentences = [Opening()];
        if (item.Said.Length > 0)
        {
            sentences.Add(Pick($"You said: \"{Wording.Inner(item.Said)}\" Here is the answer.", $"It takes up what you told us: \"{Wording.Inner(item.Said)}\""));
        }

        if (Evidence() is { } evidence)
        {
            sentences.Add(evidence);
        }

        if (Description() is { } description)
        {
            sentences.Add(description);
        }

        sentences.Add(Closing());
        return string.Join(' ', sentences);
    }

    private string Opening()
    {
        var thing = Wording.Thing(item);
        return item.Item.Kind.Length == 0 ? Pick($"Take a look at the {item.Name}.", $"The {item.Name} may be just right for you.")
            : Pick($"Meet the {item.Name}: {thing}.", $"Looking for {thing}? Consider the {item.Name}.", $"The {item.Name} may be just right for you: {thing}.");
    }

    // The nearest purchase that the customer liked: of the same kind, else of the same brand, else the latest.
    private string? Evidence()
    {
        var liked = shopper.Earlier.Where(purchase => purchase.IsLiked).Reverse().ToArray();
        var near = liked.FirstOrDefault(purchase => purchase.Item.Kind == item.Item.Kind) ?? liked.FirstOrDefault(purchase => purchase.Item.Brand.Length > 0 && purchase.Item.Brand == item.Item.Brand) ?? liked.FirstOrDefault();
        if (near is null)
        {
            return shopper.Earlier.Count > 0 ? $"It joins the {shopper.Earlier[^1].Name} that you bought before." : null;
        }

        var opinion = near.Quotes.Count > 0 ? $"wrote of the {near.Name}: \"{Wording.Inner(near.Quotes[random.Next(near.Quotes.Count)])}\"" : $"gave the {near.Name} {Wording.Stars(near.Rating!.Value)}.";
        return near.Item.Brand.Length > 0 && near.Item.Brand == item.Item.Brand
            ? $"You {opinion} This one also comes from {item.Item.Brand}."
            : near.Item.Kind == item.Item.Kind && item.Item.Kind.Length > 0 ? $"You {opinion} If that suited you, so will this one." : $"You {opinion}";
    }

    private string? Description()
    {
        var first = item.Description.Split(". ")[0].TrimEnd('.', ' ');
        var words = first.Count(letter => letter == ' ') + 1;
        return words is < 4 or > MostDescription || first.Contains("[…]", StringComparison.Ordinal) || !char.IsUpper(first[0]) || first.Any(letter => letter is ':' or '*') ? null : first + ".";
    }

    private string Closing()
    {
        var kinds = shopper.Kinds.Where(kind => kind != item.Item.Kind).Take(2).ToArray();
        return kinds.Length > 0
            ? Pick($"A good companion to the {English.List(kinds)} you already have.", $"It goes well with your {English.List(kinds)}.")
            : Pick("A choice that fits what you have bought so far.", "We think that it will serve you well.");
    }

    private string Pick(params ReadOnlySpan<string> options) => options[random.Next(options.Length)];
}
