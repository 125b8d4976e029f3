using Regen.Core.Domain;

namespace Regen.Core.Data.Sample;

/// <summary>A rating with its words.</summary>
internal readonly record struct ReviewText(int Rating, string Summary, string Text);

/// <summary>Reviews whose words follow the shopper's taste, the item's attributes and the rating.</summary>
internal sealed class ReviewTexts(SampleCatalogue catalogue, ItemTexts texts)
{
    /// <summary>Broken, late or lost, whatever the item.</summary>
    private const double BadLuckShare = 0.045;

    private readonly ReviewPhrases phrases = catalogue.Recipes.Phrases.Reviews;

    /// <summary>The shopper, the item and the mood of one review.</summary>
    private sealed record Source(Shopper Shopper, int Item, string Mood);

    public ReviewText Write(Shopper shopper, Purchase purchase, SeededRandom random)
    {
        if (purchase.Item >= catalogue.Titled)
        {
            return new ReviewText(3 + random.Next(3), "ok", "Arrived on time, works as it should.");
        }

        var rating = Rate(shopper, purchase.Item, random);
        var source = new Source(shopper, purchase.Item, rating >= 4 ? "high" : rating == 3 ? "middle" : "low");
        List<string> sentences = [];
        if (purchase.IsRepeat)
        {
            sentences.Add(ItemTexts.Pick(phrases.Again, random));
        }

        Add(sentences, phrases.Open[source.Mood], source, random, share: 0.8);
        Remark(sentences, source, random);
        Add(sentences, phrases.Value[source.Mood], source, random, share: 0.35);
        Add(sentences, phrases.Close[source.Mood], source, random, share: 0.6);
        if (random.Next(4) == 0 && shopper.Kind.Remarks is { Length: > 0 } clauses)
        {
            sentences.Add(ItemTexts.Pick(clauses, random) + ".");
        }

        var text = sentences.Count == 0 ? "Good." : string.Join(' ', sentences);
        return new ReviewText(rating, Summary(source, random), Template.Sentence(text));
    }

    private string Summary(Source source, SeededRandom random)
    {
        while (true)
        {
            if (Say(ItemTexts.Pick(phrases.Summary[source.Mood], random), source, random) is { } said)
            {
                return Template.Sentence(said);
            }
        }
    }

    private int Rate(Shopper shopper, int item, SeededRandom random)
    {
        if (random.NextDouble() < BadLuckShare)
        {
            return 1 + random.Next(2);
        }

        var quality = 0.45 * catalogue.QualityOf(item);
        var fit = 0.3 * Math.Tanh(shopper.LikesBrand(catalogue.BrandOf(item)));
        return (int)Math.Clamp(Math.Round(4.5 + quality + fit + (0.95 * random.NextGaussian())), 1, 5);
    }

    /// <summary>One or two remarks: contented shoppers name what they like best, others what they like least.</summary>
    private void Remark(List<string> sentences, Source source, SeededRandom random)
    {
        var attributes = catalogue.FamilyOf(source.Item).Attributes;
        var isGood = source.Mood == "high" || (source.Mood == "middle" && random.Next(2) == 0);
        var sign = isGood ? 1 : -1;
        var columns = Enumerable.Range(0, attributes.Length)
            .OrderByDescending(column => (sign * source.Shopper.Likes(catalogue.Value(source.Item, column).Id)) + (0.7 * random.NextGaussian()));
        var book = isGood ? phrases.Likes : phrases.Dislikes;
        foreach (var column in columns.Take(random.Next(3)))
        {
            var name = attributes[column].Name;
            var options = book.GetValueOrDefault(name) ?? book["any"];
            sentences.Add(Remark(ItemTexts.Pick(options, random), catalogue.Value(source.Item, column).Spoken, name));
        }

        if (Math.Abs(source.Shopper.LikesBrand(catalogue.BrandOf(source.Item))) > 0.8 && random.Next(2) == 0)
        {
            sentences.Add(Remark(ItemTexts.Pick(book["brand"], random), texts.Brand(source.Item), "brand"));
        }
    }

    private static string Remark(string phrase, string value, string name) =>
        Template.Fill(phrase, key => key == "value" ? value : name)!;

    private void Add(List<string> sentences, List<string> from, Source source, SeededRandom random, double share)
    {
        if (random.NextDouble() < share && Say(ItemTexts.Pick(from, random), source, random) is { } said)
        {
            sentences.Add(said);
        }
    }

    private string? Say(string phrase, Source source, SeededRandom random) => Template.Fill(phrase, name => name switch
    {
        "use" => source.Shopper.Kind.Purposes is { Length: > 0 } uses ? ItemTexts.Pick(uses, random) : null,
        "thing" => catalogue.FamilyOf(source.Item).Recipe.Say,
        "brand" => texts.Brand(source.Item),
        "line" => texts.Line(source.Item),
        "price" => "$" + texts.Price(source.Item),
        _ => texts.Attribute(source.Item, name, spoken: true),
    });
}
