using System.Globalization;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Regen.Core.Data.Sample;

/// <summary>One value of an attribute, as titles write it and as people say it.</summary>
/// <param name="Id">Number of (attribute name, text) over all families: a taste for "0.5 mm" holds for pens and refills alike.</param>
/// <param name="Text">As in a title.</param>
/// <param name="Spoken">As in a sentence.</param>
/// <param name="Factor">What it does to the price.</param>
/// <param name="Amount">Pieces, for packs and counts; 0 elsewhere.</param>
internal sealed record AttributeValue(int Id, string Text, string Spoken, double Factor, int Amount);

/// <summary>An attribute of a family: fixed for a product line, or varied among its variants.</summary>
internal sealed record FamilyAttribute(string Name, bool Varies, AttributeValue[] Values);

/// <summary>One kind of product, ready for use.</summary>
internal sealed record Family
{
    public required int Number { get; init; }

    public required FamilyRecipe Recipe { get; init; }

    /// <summary>Category levels with the root.</summary>
    public required string[] Path { get; init; }

    public required FamilyAttribute[] Attributes { get; init; }

    /// <summary>Rows of <see cref="SampleRecipes.Brands"/>.</summary>
    public required int[] Brands { get; init; }
}

/// <summary>The authored resource files, read and cross-linked.</summary>
internal sealed class SampleRecipes
{
    private readonly Dictionary<(string, string), int> values = [];
    private readonly Dictionary<string, int> brandNumbers = [];
    private readonly List<(string Name, int Level)> brands = [];

    private SampleRecipes()
    {
        var trades = Read<Dictionary<string, Dictionary<string, int>>>("brands");
        var families = Read<List<FamilyRecipe>>("catalogue");
        Families = [.. families.Select((recipe, number) => Link(recipe, number, trades[recipe.Brands]))];
        Shoppers = [.. Read<List<ShopperKind>>("shoppers")];
        Phrases = Read<PhraseBook>("phrases");
    }

    public Family[] Families { get; }

    public IReadOnlyList<(string Name, int Level)> Brands => brands;

    public ShopperKind[] Shoppers { get; }

    public PhraseBook Phrases { get; }

    public static SampleRecipes Load() => new();

    /// <summary>Lower-cases plain words, and leaves codes, units and abbreviations as they are.</summary>
    public static string Speak(string text) => string.Join(' ', text.Split(' ').Select(word =>
        string.Join('-', word.Split('-').Select(part => IsPlain(part) ? part.ToLowerInvariant() : part))));

    private static bool IsPlain(string word) => word.Length > 1 && word.Skip(1).All(c => char.IsAsciiLetterLower(c) || c == '\'');

    private static T Read<T>(string name)
    {
        using var stream = typeof(SampleRecipes).Assembly.GetManifestResourceStream($"Regen.Core.Data.Sample.{name}.yaml")
            ?? throw new InvalidOperationException($"resource {name}.yaml is not in the assembly");
        using var reader = new StreamReader(stream);
        return new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<T>(reader);
    }

    private Family Link(FamilyRecipe recipe, int number, Dictionary<string, int> makers) => new()
    {
        Number = number,
        Recipe = recipe,
        Path = ["Office Products", .. recipe.Path.Split(" > ")],
        Attributes =
        [
            .. recipe.Fixed.Select(pair => Attribute(pair.Key, pair.Value, varies: false)),
            .. recipe.Vary.Select(pair => Attribute(pair.Key, pair.Value, varies: true)),
        ],
        Brands = [.. makers.Select(maker => Brand(maker.Key, maker.Value))],
    };

    private int Brand(string name, int level)
    {
        if (!brandNumbers.TryGetValue(name, out var number))
        {
            number = brandNumbers[name] = brands.Count;
            brands.Add((name, level));
        }

        return number;
    }

    private FamilyAttribute Attribute(string name, List<string> texts, bool varies) =>
        new(name, varies, [.. texts.Select(text => Value(name, text))]);

    private AttributeValue Value(string name, string source)
    {
        var star = source.LastIndexOf('*');
        var text = star < 0 ? source : source[..star];
        var factor = star < 0 ? 1 : double.Parse(source.AsSpan(star + 1), CultureInfo.InvariantCulture);
        if (!values.TryGetValue((name, text), out var id))
        {
            id = values[(name, text)] = values.Count;
        }

        var amount = name is "pack" or "count" && int.TryParse(text, out var pieces) ? pieces : 0;
        var spoken = name != "pack" ? Speak(text) : amount == 1 ? "a single one" : $"a pack of {text}";
        return new AttributeValue(id, text, spoken, factor, amount);
    }
}

/// <summary>One entry of <c>catalogue.yaml</c>.</summary>
internal sealed class FamilyRecipe
{
    public string Id { get; init; } = "";

    public string Path { get; init; } = "";

    public string Dept { get; init; } = "";

    public string Brands { get; init; } = "";

    public double Weight { get; init; }

    public double Price { get; init; }

    public string Say { get; init; } = "";

    public List<string> Title { get; init; } = [];

    public Dictionary<string, List<string>> Fixed { get; init; } = [];

    public Dictionary<string, List<string>> Vary { get; init; } = [];

    public Dictionary<string, double> Next { get; init; } = [];

    public List<string> Facts { get; init; } = [];
}

/// <summary>One entry of <c>shoppers.yaml</c>.</summary>
internal sealed class ShopperKind
{
    public string Id { get; init; } = "";

    public double Share { get; init; }

    public double Price { get; init; }

    public double Bulk { get; init; }

    public Dictionary<string, double> Likes { get; init; } = [];

    public List<string> Uses
    {
        get;
        init
        {
            field = value;
            Purposes = [.. value.Where(use => use.Split(' ')[0] is "for" or "to" or "in" or "on")];
            Remarks = [.. value.Except(Purposes)];
        }
    } = [];

    /// <summary>Uses that fit behind a verb: "for my classroom".</summary>
    [YamlIgnore]
    public string[] Purposes { get; private init; } = [];

    /// <summary>Uses that stand alone: "I paint on weekends".</summary>
    [YamlIgnore]
    public string[] Remarks { get; private init; } = [];
}

/// <summary><c>phrases.yaml</c>.</summary>
internal sealed class PhraseBook
{
    public Dictionary<string, List<string>> Critiques { get; init; } = [];

    public Dictionary<string, List<string>> Facts { get; init; } = [];

    public ReviewPhrases Reviews { get; init; } = new();

    public NamePhrases Names { get; init; } = new();

    public List<string> Lines { get; init; } = [];
}

/// <summary>What reviews are made of, by mood (high, middle, low) or by attribute.</summary>
internal sealed class ReviewPhrases
{
    public Dictionary<string, List<string>> Summary { get; init; } = [];

    public Dictionary<string, List<string>> Open { get; init; } = [];

    public Dictionary<string, List<string>> Likes { get; init; } = [];

    public Dictionary<string, List<string>> Dislikes { get; init; } = [];

    public Dictionary<string, List<string>> Value { get; init; } = [];

    public Dictionary<string, List<string>> Close { get; init; } = [];

    public List<string> Again { get; init; } = [];
}

/// <summary>Reviewer names.</summary>
internal sealed class NamePhrases
{
    public List<string> First { get; init; } = [];

    public List<string> Last { get; init; } = [];

    public List<string> Alias { get; init; } = [];
}
