using Regen.Core.Domain;

namespace Regen.Core.Data.Sample;

/// <summary>
/// What a shopper who sees one item and wants a similar one would say: five ways to name what differs. A critique
/// names attributes, never the item.
/// </summary>
internal sealed class CritiqueTexts(SampleCatalogue catalogue, ItemTexts texts, long seed)
{
    /// <summary>Options per pair.</summary>
    public const int Count = 5;

    private const int MostWords = 25;

    /// <summary>Attributes that mean the same in every family; others are compared within a family only.</summary>
    private static readonly string[] Common = ["color", "tip", "size", "pack", "count", "ruling", "material"];

    private readonly Dictionary<string, List<string>> phrases = catalogue.Recipes.Phrases.Critiques;

    /// <summary>One difference: which phrases speak of it, how likely they do, and the words for both sides.</summary>
    private sealed record Aspect(string Kind, double Weight, string New, string Old, string Also);

    /// <returns>Five distinct sentences, always the same for a pair.</returns>
    public string[] Options(int from, int to)
    {
        var random = new SeededRandom(Hashing.Mix((ulong)seed + 71, (ulong)from, (ulong)to));
        var aspects = Differences(from, to);
        var weights = aspects.Select(aspect => aspect.Weight).ToArray();
        var title = texts.Title(to);
        List<string> options = [];
        var brands = 0;
        for (var attempt = 0; options.Count < Count; attempt++)
        {
            var aspect = attempt < 60 ? aspects[Odds.Pick(weights, random)] : new Aspect("same", 1, "", "", "");
            if (aspect.Kind == "brand" && brands++ >= 1)
            {
                continue;
            }

            var option = Say(ItemTexts.Pick(phrases[aspect.Kind], random), aspect, from, to);
            if (option is not null && !options.Contains(option) && option.Split(' ').Length <= MostWords
                && !option.Contains(title, StringComparison.OrdinalIgnoreCase))
            {
                options.Add(option);
            }
        }

        return [.. options];
    }

    private string? Say(string phrase, Aspect aspect, int from, int to)
    {
        var text = Template.Fill(phrase, name => name switch
        {
            "new" => aspect.New,
            "old" => aspect.Old,
            "also" => aspect.Also,
            "thing" => catalogue.FamilyOf(to).Recipe.Say,
            "other" => catalogue.FamilyOf(from).Recipe.Say,
            "price" => catalogue.PriceOf(to) < 20 ? $"${Math.Ceiling(catalogue.PriceOf(to)):0}" : $"${Math.Round(catalogue.PriceOf(to) / 5) * 5:0}",
            _ => null,
        });
        return text is null ? null : Template.Sentence(text);
    }

    private List<Aspect> Differences(int from, int to)
    {
        List<Aspect> found = [];
        var (old, wanted) = (catalogue.FamilyOf(from), catalogue.FamilyOf(to));
        if (old != wanted)
        {
            found.Add(new Aspect("kind", 4, wanted.Recipe.Say, old.Recipe.Say, ""));
        }

        for (var column = 0; column < wanted.Attributes.Length; column++)
        {
            var name = wanted.Attributes[column].Name;
            var before = Array.FindIndex(old.Attributes, attribute => attribute.Name == name);
            if (before >= 0 && (old == wanted || Common.Contains(name)) && catalogue.Value(from, before) is var a && catalogue.Value(to, column) is var b && a.Id != b.Id)
            {
                AddAttribute(found, name, a, b);
            }
        }

        AddBoth(found);
        var ratio = catalogue.PriceOf(to) / catalogue.PriceOf(from);
        if (ratio is > 1.35 or < 0.74)
        {
            found.Add(new Aspect(ratio > 1 ? "nicer" : "cheaper", 0.5, "", "", ""));
        }

        if (catalogue.BrandOf(from) != catalogue.BrandOf(to))
        {
            found.Add(new Aspect("brand", found.Count == 0 ? 3 : 0.4, texts.Brand(to), texts.Brand(from), ""));
        }

        found.Add(new Aspect("same", found.Count == 0 ? 1 : 0.05, "", "", ""));
        return found;
    }

    private void AddAttribute(List<Aspect> found, string name, AttributeValue a, AttributeValue b)
    {
        var kind = name switch
        {
            "pack" or "count" when a.Amount > 0 && b.Amount > 0 => b.Amount > a.Amount ? "more" : "fewer",
            _ when phrases.ContainsKey(name) => name,
            _ => "any",
        };
        found.Add(new Aspect(kind, 3, b.Spoken, a.Spoken, ""));
        if (name == "size" && a.Factor != b.Factor)
        {
            found.Add(new Aspect(b.Factor > a.Factor ? "bigger" : "smaller", 0.8, b.Spoken, a.Spoken, ""));
        }
    }

    private static void AddBoth(List<Aspect> found)
    {
        var named = found.Where(aspect => aspect.New.Length > 0 && aspect.Kind is not ("kind" or "bigger" or "smaller" or "more" or "fewer")).ToArray();
        if (named.Length >= 2)
        {
            found.Add(named[0] with { Kind = "both", Weight = 1.5, Also = named[1].New });
        }
    }
}
