using System.Globalization;

namespace Regen.Core.Generation.Scripted;

/// <summary>A number with a unit ("0.5 mm", "8.5 x 11 inch").</summary>
internal sealed record Measured(string Spoken, string Unit, double Size);

/// <summary>How many there are in a pack ("pack"), or sheets, labels and so on ("sheets").</summary>
internal sealed record Counted(int Number, string Noun);

/// <summary>What the lines of one item say, in words that a shopper would use.</summary>
internal sealed record ItemFacts
{
    public required string Title { get; init; }

    /// <summary>"" where none is given or it says nothing.</summary>
    public required string Brand { get; init; }

    /// <summary>What such things are called ("gel ink pens"), from the category's last level; "" where there is none.</summary>
    public required string Kind { get; init; }

    public required double? Price { get; init; }

    public required IReadOnlyList<string> Colors { get; init; }

    public required IReadOnlyList<Term> Terms { get; init; }

    /// <summary>"fine point"; null where no tip is named.</summary>
    public required string? Tip { get; init; }

    public required IReadOnlyList<Measured> Measures { get; init; }

    public required IReadOnlyList<Counted> Counts { get; init; }

    /// <summary>Words of title and description.</summary>
    public required IReadOnlySet<string> AllWords { get; init; }

    /// <summary>Words of the description as they are written, and of the category in lower case.</summary>
    public required IReadOnlySet<string> PlainWords { get; init; }

    /// <param name="lines">"Title: ...", "Brand: ..." and so on; others are passed over.</param>
    public static ItemFacts Read(string lines)
    {
        var (title, brand, category, description, price) = ("", "", "", "", "");
        foreach (var range in lines.AsSpan().Split('\n'))
        {
            var line = lines.AsSpan(range);
            title = Value(line, "Title: ") ?? title;
            brand = Value(line, "Brand: ") ?? brand;
            category = Value(line, "Category: ") ?? category;
            description = Value(line, "Description: ") ?? description;
            price = Value(line, "Price: ") ?? price;
        }

        var words = CritiqueChecks.Words(title);
        var all = words.ToHashSet();
        all.UnionWith(CritiqueChecks.Words(description));
        return new ItemFacts
        {
            Title = title,
            Brand = Lexicon.NoBrands.Contains(brand.ToLowerInvariant()) ? "" : brand,
            Kind = KindOf(category),
            Price = double.TryParse(price, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null,
            Colors = TitleScan.Colors(words),
            Terms = TitleScan.Terms(words),
            Tip = TitleScan.Tip(words),
            Measures = TitleScan.Measures(title),
            Counts = TitleScan.Counts(title),
            AllWords = all,
            PlainWords = PlainWordsOf(description, category),
        };
    }

    private static string? Value(ReadOnlySpan<char> line, string name) => line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..].ToString() : null;

    // A word that the description holds in lower case is a word of the language and no name.
    private static HashSet<string> PlainWordsOf(string description, string category)
    {
        HashSet<string> words = [];
        var text = description.AsSpan();
        foreach (var range in text.SplitAny(" .,;:()/\"!?"))
        {
            if (text[range] is { Length: > 2 } word && char.IsAsciiLetterLower(word[0]))
            {
                words.Add(word.ToString());
            }
        }

        words.UnionWith(CritiqueChecks.Words(category));
        return words;
    }

    private static string KindOf(string category)
    {
        var levels = category.Split(" > ");
        var leaf = Heading(levels[^1]);
        if (leaf.Length == 0 || levels.Length < 2)
        {
            return "";
        }

        // "Basic", "Scientific", "Manila": an adjective alone, whose noun is the level above.
        return leaf.Contains(' ') || English.IsPlural(leaf) || leaf is "paper" or "envelopes" ? leaf : $"{leaf} {Heading(levels[^2])}";
    }

    private static string Heading(string level) => English.Running(level.Split(':', ',')[0]).Replace(" and ", " or ", StringComparison.Ordinal);
}
