using System.Globalization;
using System.Text;
using Regen.Core.Domain;

namespace Regen.Core.Data.Sample;

/// <summary>What listings say about items; made on demand, always the same for an item.</summary>
internal sealed class ItemTexts(SampleCatalogue catalogue)
{
    private readonly PhraseBook phrases = catalogue.Recipes.Phrases;

    public string Brand(int item) => catalogue.Recipes.Brands[catalogue.BrandOf(item)].Name;

    public string Line(int item) => Pick(phrases.Lines, catalogue.RandomOfLine(item, "name"));

    public string Price(int item) => catalogue.PriceOf(item).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>All variants of a line share its pattern and its way of naming packs; two lines in five add a model number.</summary>
    public string Title(int item)
    {
        var family = catalogue.FamilyOf(item);
        var random = catalogue.RandomOfLine(item, "title");
        var pattern = Pick(family.Recipe.Title, random);
        var packStyle = random.Next(4);
        var model = random.Next(5) < 2;
        var letters = string.Concat(Brand(item).Where(char.IsAsciiLetterUpper)) + (char)('A' + random.Next(26));
        var text = new StringBuilder(Fill(pattern, item, name => name == "pack" ? Pack(item, packStyle) : null, spoken: false));
        if (model)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({letters}{1000 + catalogue.RandomOf(item, "model").Next(9000)})");
        }

        return text.ToString();
    }

    /// <summary>Two to four of the family's sentences, two or three about attributes, and often a closing one.</summary>
    public string Description(int item)
    {
        var family = catalogue.FamilyOf(item);
        var random = catalogue.RandomOf(item, "description text");
        var facts = family.Recipe.Facts.ToArray();
        random.Shuffle<string>(facts);
        List<string> sentences = [.. facts.Take(2 + random.Next(3)).Select(fact => Fill(fact, item, _ => null, spoken: true))];
        var columns = Enumerable.Range(0, family.Attributes.Length).ToArray();
        random.Shuffle<int>(columns);
        foreach (var column in columns.Take(2 + random.Next(2)))
        {
            sentences.Add(Fact(item, column, random));
        }

        if (random.Next(3) > 0)
        {
            sentences.Add(Fill(Pick(phrases.Facts["close"], random), item, _ => null, spoken: true));
        }

        return Template.Sentence(string.Join(' ', sentences));
    }

    /// <summary>Short points about every attribute, as the list beside a listing's picture has them.</summary>
    public IEnumerable<string> Features(int item)
    {
        var random = catalogue.RandomOf(item, "features");
        for (var column = 0; column < catalogue.FamilyOf(item).Attributes.Length; column++)
        {
            yield return Fact(item, column, random);
        }
    }

    /// <summary>Fills "{name}" and "{a:name}" from the item's attributes, brand and line, or from <paramref name="other"/> first.</summary>
    public string Fill(string pattern, int item, Func<string, string?> other, bool spoken)
    {
        var filled = Template.Fill(pattern, name => other(name) ?? name switch
        {
            "brand" => Brand(item),
            "line" => Line(item),
            "thing" => catalogue.FamilyOf(item).Recipe.Say,
            "price" => "$" + Price(item),
            _ => Attribute(item, name, spoken),
        });
        return filled ?? throw new InvalidOperationException($"'{pattern}' names what {catalogue.FamilyOf(item).Recipe.Id} has not");
    }

    /// <returns>The value of an attribute, or null where the family has no such attribute.</returns>
    public string? Attribute(int item, string name, bool spoken)
    {
        var attributes = catalogue.FamilyOf(item).Attributes;
        var column = Array.FindIndex(attributes, attribute => attribute.Name == name);
        return column < 0 ? null : spoken ? catalogue.Value(item, column).Spoken : catalogue.Value(item, column).Text;
    }

    public static T Pick<T>(IReadOnlyList<T> from, SeededRandom random) => from[random.Next(from.Count)];

    private string Fact(int item, int column, SeededRandom random)
    {
        var name = catalogue.FamilyOf(item).Attributes[column].Name;
        var options = phrases.Facts.GetValueOrDefault(name) ?? phrases.Facts["any"];
        var said = Template.Fill(Pick(options, random), key => key switch
        {
            "value" => catalogue.Value(item, column).Spoken,
            _ => name,
        });
        return Template.Sentence(said!);
    }

    private string Pack(int item, int style)
    {
        var count = Attribute(item, "pack", spoken: false)!;
        return (count, style) switch
        {
            ("1", _) => "",
            (_, 0) => $"{count}-Pack",
            (_, 1) => $"Pack of {count}",
            (_, 2) => $"{count} Count",
            _ => $"Box of {count}",
        };
    }
}
