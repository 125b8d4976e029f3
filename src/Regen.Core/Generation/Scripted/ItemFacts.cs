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

    /// <summary>Of the title, in lower case.</summary>
    public required IReadOnlyList<string> TitleWords { get; init; }

    public required string Description { get; init; }

    public required string Category { get; init; }

    /// <summary>Whether title or description hold a word, however it is written.</summary>
    public bool Says(string word) => TitleWords.Contains(word) || Holds(Description, word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a word of the title is one of the language and no name: the description holds it in lower case, or the category has it.</summary>
    public bool IsPlain(string word) => Holds(Description, word, StringComparison.Ordinal) || Holds(Category, word, StringComparison.OrdinalIgnoreCase);

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
        return new ItemFacts
        {
            Title = title,
            Brand = Lexicon.NoBrands.Contains(brand.ToLowerInvariant()) ? "" : brand,
            Kind = KindOf(category, words),
            Price = double.TryParse(price, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null,
            Colors = TitleScan.Colors(words),
            Terms = TitleScan.Terms(words),
            Tip = TitleScan.Tip(words),
            Measures = TitleScan.Measures(title),
            Counts = TitleScan.Counts(title),
            TitleWords = words,
            Description = description,
            Category = category,
        };
    }

    private static string? Value(ReadOnlySpan<char> line, string name) => line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..].ToString() : null;

    private static bool Holds(string text, string word, StringComparison comparison)
    {
        for (var at = text.IndexOf(word, comparison); at >= 0; at = text.IndexOf(word, at + 1, comparison))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static string KindOf(string category, List<string> titleWords)
    {
        var levels = category.Split(" > ");
        var leaf = Heading(levels[^1], titleWords);
        if (leaf.Length == 0 || levels.Length < 2)
        {
            return "";
        }

        // "Basic", "Scientific", "Manila": an adjective alone, whose noun is the level above.
        return leaf.Contains(' ') || English.IsPlural(leaf) || leaf is "paper" ? leaf : $"{leaf} {Heading(levels[^2], titleWords)}";
    }

    // Of "Flatbed & Photo Scanners" the part that the title names, else the first: "photo scanners".
    private static string Heading(string level, List<string> titleWords)
    {
        var heading = English.Running(level.Split(':', ',')[0]);
        var parts = heading.Split(" and ");
        if (parts.Length == 1)
        {
            return heading;
        }

        var noun = heading[(heading.LastIndexOf(' ') + 1)..];
        var whole = parts.Select(part => English.IsPlural(part) || part.EndsWith(noun, StringComparison.Ordinal) ? part : $"{part} {noun}");
        return whole.FirstOrDefault(part => titleWords.Contains(part.Split(' ')[0]) || titleWords.Contains(English.Singular(part.Split(' ')[0]))) ?? whole.First();
    }
}
