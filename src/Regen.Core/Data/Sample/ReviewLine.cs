using System.Globalization;
using System.Text.Json;
using Regen.Core.Domain;

namespace Regen.Core.Data.Sample;

/// <summary>One line of the review file, in the shape of UCSD's Amazon 2018 reviews; always the same for a user and purchase.</summary>
internal sealed class ReviewLine(SampleCatalogue catalogue, ItemTexts texts)
{
    private const int SecondsPerDay = 86_400;
    private readonly ReviewTexts words = new(catalogue, texts);
    private readonly NamePhrases names = catalogue.Recipes.Phrases.Names;

    private sealed record Source(Shopper Shopper, int User, Purchase Purchase);

    public void Write(JsonLines lines, Shopper shopper, int user, Purchase purchase) =>
        lines.Add(new Source(shopper, user, purchase), Write);

    private void Write(Utf8JsonWriter json, Source source)
    {
        var (shopper, user, purchase) = (source.Shopper, source.User, source.Purchase);
        var random = catalogue.RandomOf(purchase.Item, "review");
        random = new SeededRandom(Hashing.Mix(random.NextUInt64(), (ulong)user, ((ulong)purchase.Day << 1) + (purchase.IsRepeat ? 1UL : 0)));
        var review = words.Write(shopper, purchase, random);
        var date = DateTime.UnixEpoch.AddDays(purchase.Day);

        json.WritePropertyName("overall");
        json.WriteRawValue(review.Rating.ToString("0.0", CultureInfo.InvariantCulture));
        if (random.Next(8) == 0)
        {
            json.WriteString("vote", (2 + (random.Next(6) * random.Next(6))).ToString(CultureInfo.InvariantCulture));
        }

        json.WriteBoolean("verified", random.Next(9) > 0);
        json.WriteString("reviewTime", $"{date:MM} {date.Day}, {date.Year}");
        json.WriteString("reviewerID", ReviewerId(user));
        json.WriteString("asin", catalogue.Asin(purchase.Item));
        WriteStyle(json, purchase.Item);
        json.WriteString("reviewerName", Name(user));
        json.WriteString("reviewText", review.Text);
        json.WriteString("summary", review.Summary);
        json.WriteNumber("unixReviewTime", (long)purchase.Day * SecondsPerDay);
    }

    private void WriteStyle(Utf8JsonWriter json, int item)
    {
        if (item >= catalogue.Titled)
        {
            return;
        }

        var (color, size) = (texts.Attribute(item, "color", spoken: false), texts.Attribute(item, "size", spoken: false));
        if (color is null && size is null)
        {
            return;
        }

        json.WriteStartObject("style");
        if (size is not null)
        {
            json.WriteString("Size:", " " + size);
        }

        if (color is not null)
        {
            json.WriteString("Color:", " " + color);
        }

        json.WriteEndObject();
    }

    /// <summary>Ten characters that look like any id, and four that count the users, so that no two are equal.</summary>
    private static string ReviewerId(int user) => string.Create(14, user, static (text, number) =>
    {
        const string digits = "KQ7ZB3XWLM0VJH8TSR5PND9GFC6Y2A4E1UIO";
        text[0] = 'A';
        var hash = Hashing.Mix(0x5EED, (ulong)number, 3);
        for (var at = 1; at < 10; at++)
        {
            text[at] = digits[(int)(hash % 36)];
            hash /= 36;
        }

        for (var at = 10; at < text.Length; at++)
        {
            text[at] = digits[number % 36];
            number /= 36;
        }
    });

    private string Name(int user)
    {
        var random = new SeededRandom(Hashing.Mix(0xA11A5, (ulong)user, 5));
        return random.Next(6) switch
        {
            0 => ItemTexts.Pick(names.Alias, random),
            1 => ItemTexts.Pick(names.First, random),
            _ => $"{ItemTexts.Pick(names.First, random)} {ItemTexts.Pick(names.Last, random)}",
        };
    }
}
