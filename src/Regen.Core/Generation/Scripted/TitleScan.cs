using System.Globalization;
using System.Text.RegularExpressions;

namespace Regen.Core.Generation.Scripted;

/// <summary>Finds colors, tips, terms, measures and counts in the words of a title.</summary>
internal static partial class TitleScan
{
    public static List<string> Colors(IReadOnlyList<string> words)
    {
        List<string> colors = [];
        for (var at = 0; at < words.Count; at++)
        {
            var start = at;
            at += at + 1 < words.Count && Lexicon.Shades.Contains(words[at]) && Lexicon.Colors.Contains(words[at + 1]) ? 2 : Lexicon.Colors.Contains(words[at]) ? 1 : 0;
            var isColor = at > start;
            var isMany = at == start && words[at] is "assorted" or "multicolor" or "rainbow";
            var found = isColor ? string.Join(' ', words.Skip(start).Take(at - start)) : isMany ? "assorted colors" : null;
            at -= at > start ? 1 : 0;
            if (found is not null && !colors.Contains(found))
            {
                colors.Add(found);
            }
        }

        return colors;
    }

    /// <returns>"fine point", "chisel tip"; null where none is named.</returns>
    public static string? Tip(IReadOnlyList<string> words)
    {
        for (var at = 1; at < words.Count; at++)
        {
            if (words[at] is not ("tip" or "point" or "nib" or "tipped" or "tips" or "points"))
            {
                continue;
            }

            var noun = words[at] is "nib" ? "nib" : words[at].StartsWith("point", StringComparison.Ordinal) ? "point" : "tip";
            if (at > 1 && Lexicon.TipWords.TryGetValue($"{words[at - 2]} {words[at - 1]}", out var two))
            {
                return $"{two} {noun}";
            }

            if (Lexicon.TipWords.TryGetValue(words[at - 1], out var one))
            {
                return $"{one} {noun}";
            }
        }

        return null;
    }

    public static List<Term> Terms(IReadOnlyList<string> words)
    {
        List<Term> terms = [];
        for (var at = 0; at < words.Count; at++)
        {
            var length = 1;
            Term? term = null;
            if (Lexicon.Starts.Contains(words[at]))
            {
                for (var run = 3; run > 1 && term is null; run--)
                {
                    length = run;
                    term = at + run <= words.Count ? Lexicon.Terms.GetValueOrDefault(string.Join(' ', words.Skip(at).Take(run))) : null;
                }
            }

            if (term is null)
            {
                length = 1;
                term = Lexicon.Terms.GetValueOrDefault(words[at]);
            }

            if (term is not null && !terms.Contains(term))
            {
                terms.Add(term);
                at += length - 1;
            }
        }

        return terms;
    }

    public static List<Measured> Measures(string title)
    {
        List<Measured> measures = [];
        foreach (Match match in Measure().Matches(title))
        {
            var (number, unit) = (match.Groups["n"].Value, Unit(match.Groups["u"].Value));
            var spoken = $"{Sides().Replace(number, " x ")} {unit}";
            if (Size(number) is var size && size > 0 && measures.All(measure => measure.Unit != unit))
            {
                measures.Add(new Measured(spoken, unit, size));
            }
        }

        return measures;
    }

    public static List<Counted> Counts(string title)
    {
        List<Counted> counts = [];
        foreach (Match match in Count().Matches(title))
        {
            var digits = match.Groups["a"].Success ? match.Groups["a"].Value : match.Groups["b"].Success ? match.Groups["b"].Value : "12";
            var noun = match.Groups["u"].Success ? match.Groups["u"].Value.ToLowerInvariant() : "pack";
            noun = noun is "sheet" or "label" or "card" or "page" or "roll" or "tab" or "piece" or "pen" or "marker" or "pencil" ? noun + "s" : noun is "pk" or "count" or "ct" or "box" or "set" or "case" ? "pack" : noun;
            if (int.TryParse(digits, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number is > 1 and < 100_000 && counts.All(count => count.Noun != noun))
            {
                counts.Add(new Counted(number, noun));
            }
        }

        return counts;
    }

    private static string Unit(string written) => written.ToLowerInvariant() switch
    {
        "in" or "inch" or "inches" or "\"" => "inch",
        "ft" or "feet" or "foot" => "feet",
        "yd" or "yard" or "yards" => "yards",
        "oz" or "ounce" or "ounces" => "oz",
        "lb" or "lbs" or "pound" or "pounds" => "lb",
        "gb" => "GB",
        var unit => unit,
    };

    // Of several sides the product; "1 3/4" and "1-3/4" are 1.75.
    private static double Size(string number) => Sides().Split(number).Select(side =>
        side.Split(' ', '-').Select(part => part.Split('/')).Sum(part => Real(part[0]) / (part.Length == 2 ? Math.Max(1, Real(part[1])) : 1))).Aggregate(1.0, (product, side) => product * side);

    private static double Real(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private const string Number = @"(?:\d+[ -]\d+/\d+|\d+/\d+|\d*\.\d+|\d+)";

    [GeneratedRegex($@"(?<![\w./])(?<n>{Number}(?:\s?[xX]\s?{Number}){{0,2}})(?:\s|-)?(?<u>mm|cm|inches|inch|in\b|""|feet|foot|ft|yards|yard|yd|ounces|ounce|oz|ml|pounds|pound|lbs|lb|GB)(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Measure();

    [GeneratedRegex(@"\s?[xX]\s?")]
    private static partial Regex Sides();

    [GeneratedRegex(@"\b(?:pack|box|set|case|carton|bag) of (?<a>\d[\d,]*)|(?<![\w./-])(?<b>\d[\d,]*)(?:\s|-|/| per )?(?<u>pack|pk|count|ct|sheets?|labels?|cards?|pages?|rolls?|tabs?|pens?|markers?|pencils?|pieces?|box|set|case)\b|\b(?<d>dozen)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Count();
}
