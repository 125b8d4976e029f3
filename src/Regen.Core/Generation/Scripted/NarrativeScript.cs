using Regen.Core.Domain;

namespace Regen.Core.Generation.Scripted;

/// <summary>Narratives made from what a history block says: brands, kinds, ratings, wishes and the customer's own sentences.</summary>
internal sealed class NarrativeScript(ShopperFacts shopper, SeededRandom random)
{
    private const int Named = 3;

    private readonly PurchaseFacts last = shopper.Last;

    public static string? Write(string key, string block, SeededRandom random)
    {
        var purchases = PurchaseFacts.ReadAll(block);
        if (purchases.Count == 0)
        {
            return null;
        }

        var facts = ShopperFacts.Of(purchases);
        var script = new NarrativeScript(facts, random);
        return key switch
        {
            "product_endorsement" => new EndorsementScript(facts, random).Write(),
            "purchase_reason" => script.Reason(),
            "purchase_reason_explanation" => script.Explanation(),
            "brief_summary" => script.Brief(),
            "detailed_summary" => script.Detailed(),
            "profile" => script.Profile(),
            _ => null,
        };
    }

    private string Reason()
    {
        var thing = Wording.Thing(last);
        if (last.Said.Length > 0)
        {
            return Pick(
                $"The customer asked for something else (\"{Wording.Inside(last.Said)}\") and settled on {thing}.",
                $"The customer had told the store \"{Wording.Inside(last.Said)}\", and {thing} met that wish.");
        }

        if (shopper.Earlier.LastOrDefault(purchase => purchase.Item.Kind.Length > 0 && purchase.Item.Kind == last.Item.Kind) is { } same)
        {
            return Pick(
                $"The customer wanted more {last.Item.Kind} after the {same.Name}, this time {Wording.Thing(last)}.",
                $"After the {same.Name}, the customer was looking for {last.Item.Kind} again.");
        }

        if (last.Item.Brand.Length > 0 && shopper.Earlier.LastOrDefault(purchase => purchase.Item.Brand == last.Item.Brand) is { } known)
        {
            return Pick(
                $"The customer wanted {thing} and already knew {last.Item.Brand} from the {known.Name}.",
                $"Having bought the {known.Name}, the customer came back to {last.Item.Brand} for {thing}.");
        }

        return last.Quotes.Count > 0 && last.IsLiked
            ? $"The customer wanted {thing} and found what they were looking for: \"{Quote(last)}\""
            : Pick($"The customer was looking for {thing}.", $"The customer wanted {thing}.", $"The customer needed {thing}.");
    }

    private string Explanation()
    {
        List<string> sentences = [Before()];
        sentences.AddRange(Wording.Relation(shopper));
        if (last.Said.Length > 0)
        {
            sentences.Add($"On the way to this purchase they said: \"{Wording.Inner(last.Said)}\"");
        }

        if (last.Quotes.Count > 0)
        {
            sentences.Add(last.IsDisliked ? $"They gave it {Wording.Stars(last.Rating!.Value)} and wrote: \"{Quote(last)}\"" : Pick($"Their own words show what mattered: \"{Quote(last)}\"", $"Of the {last.Name} they wrote: \"{Quote(last)}\""));
        }
        else if (last.Rating is { } rating)
        {
            sentences.Add($"They gave it {Wording.Stars(rating)}, {(last.IsLiked ? "so it did what it was bought for" : "so it fell short of what they had hoped for")}.");
        }

        return string.Join(' ', sentences);
    }

    private string Before()
    {
        var earlier = shopper.Earlier.Select(purchase => "the " + purchase.Name).Where(name => name != "the " + last.Name).Reverse().Distinct().Take(Named).Reverse().ToArray();
        return earlier.Length == 0 ? (shopper.Earlier.Count == 0 ? $"Nothing is known of the customer before the {last.Name}." : $"The customer had bought the {last.Name} before.")
            : Pick($"Before the {last.Name}, the customer had bought {English.List(earlier)}.", $"The customer came to the {last.Name} after {English.List(earlier)}.");
    }

    private string Brief()
    {
        var kinds = Kinds(2);
        var opening = shopper.HasFavourite ? Pick("This customer mostly buys", "The customer buys above all") : Pick("This customer buys goods such as", "The customer's purchases include");
        var isOfCustomer = !opening.EndsWith("include", StringComparison.Ordinal); // purchases come back to nothing
        var brand = shopper.Brands.Count == 0 ? "" : isOfCustomer ? Pick($", often from {shopper.Brands[0]}", $" and comes back to {shopper.Brands[0]}") : $", often from {shopper.Brands[0]}";
        return $"{opening} {kinds}{brand}. {Contentment()}{Praise(", and write such things as ")}.";
    }

    private string Detailed()
    {
        List<string> sentences =
        [
            shopper.Purchases.Count == 1 ? $"One purchase is known of this customer, the {last.Name}."
                : $"The history holds {English.Number(shopper.Purchases.Count)} purchases, {(shopper.Kinds.Count > 3 ? "spread over" : "among them")} {Kinds(3)}.",
        ];
        if (shopper.Brands.Count > 0)
        {
            sentences.Add(Pick($"{English.List([.. shopper.Brands.Take(2)])} {(shopper.Brands.Count > 1 ? "come" : "comes")} up more than once, which points to trust in {(shopper.Brands.Count > 1 ? "these names" : "that name")}.", $"They have bought from {English.List([.. shopper.Brands.Take(2)])} more than once."));
        }

        sentences.Add(Contentment() + ".");
        AddQuotes(sentences);
        if (shopper.Purchases.LastOrDefault(purchase => purchase.Said.Length > 0) is { } wish)
        {
            sentences.Add($"When a suggestion did not fit, they said so: \"{Wording.Inner(wish.Said)}\"");
        }

        if (shopper.Purchases.Count > 1)
        {
            sentences.Add(Pick($"Most recently they chose {Wording.Thing(last)}.", $"The latest purchase is the {last.Name}."));
        }

        return string.Join(' ', sentences);
    }

    private void AddQuotes(List<string> sentences)
    {
        var liked = shopper.Purchases.Where(purchase => purchase.IsLiked && purchase.Quotes.Count > 0).ToArray();
        if (liked.Length > 0)
        {
            var one = liked[random.Next(liked.Length)];
            sentences.Add($"Of the {one.Name} they wrote: \"{Quote(one)}\"");
        }

        if (shopper.Purchases.LastOrDefault(purchase => purchase.IsDisliked && purchase.Quotes.Count > 0) is { } bad)
        {
            sentences.Add($"The {bad.Name} got {Wording.Stars(bad.Rating!.Value)} and the words \"{Wording.Inside(Quote(bad))}\".");
        }
        else if (shopper.Purchases.LastOrDefault(purchase => purchase.IsDisliked) is { } poor)
        {
            sentences.Add($"The {poor.Name} got no more than {Wording.Stars(poor.Rating!.Value)}.");
        }

        if (shopper.MindsPrice)
        {
            sentences.Add("Price and value come up in several of their reviews.");
        }
    }

    private string Profile()
    {
        const int mostLetters = 40;
        var goods = shopper.Kinds.Count == 0 ? "goods of many kinds" : Kinds(2) is { Length: <= mostLetters } two ? two : shopper.Kinds[0];
        return shopper.MindsPrice ? $"Price-conscious buyer of {goods}"
            : shopper.Brands.Count > 0 && random.Next(2) == 0 ? $"{shopper.Brands[0]} regular who buys {goods}"
            : shopper.Rating < 3.7 ? $"Critical buyer of {goods}"
            : !shopper.HasFavourite && shopper.Kinds.Count >= 5 ? Pick($"Versatile shopper of {goods} and more", $"Shopper with many needs, such as {goods}")
            : shopper.Rating >= 4.6 ? Pick($"Contented buyer of {goods}", $"Enthusiastic buyer of {goods}")
            : Pick($"Practical buyer of {goods}", $"Regular buyer of {goods}");
    }

    private string Contentment() => shopper.Rating switch
    {
        null => "They left no ratings",
        >= 4.95 => Pick("They are pleased with everything they get", "They give the highest ratings throughout"),
        >= 4.6 => Pick("They are almost always pleased with what they get", "They rate nearly everything highly"),
        >= 4.0 => Pick("They are mostly pleased with what they get", "They rate most purchases well"),
        >= 3.3 => Pick("They give mixed ratings", "They praise some purchases and mark down others"),
        _ => Pick("They are hard to please", "They give low ratings"),
    };

    private string Praise(string before)
    {
        var liked = shopper.Purchases.Where(purchase => purchase.IsLiked && purchase.Quotes.Count > 0).ToArray();
        return liked.Length == 0 ? "" : $"{before}\"{Wording.Inside(Quote(liked[random.Next(liked.Length)]))}\"";
    }

    private string Kinds(int most) => shopper.Kinds.Count == 0 ? "goods of several kinds" : English.List([.. shopper.Kinds.Take(most)]);

    private string Quote(PurchaseFacts purchase) => Wording.Inner(purchase.Quotes[random.Next(purchase.Quotes.Count)]);

    private string Pick(params ReadOnlySpan<string> options) => options[random.Next(options.Length)];
}
