using System.Globalization;

namespace Regen.Core.Configuration;

/// <summary>Whole numbers, numbers, truth values, words and texts: from a YAML scalar and back, in one form for every machine.</summary>
internal static class ScalarValue
{
    public static bool IsScalar(Type type) =>
        type.IsEnum || type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(bool) || type == typeof(string);

    /// <returns>"a whole number in 1..64", "one of 'post', 'pre'" ...</returns>
    public static string Expected(ConfigSlot slot)
    {
        var range = slot.Range is { } limits ? $" in {Limits(limits)}" : "";
        return WordsOf(slot) is { } words ? $"one of {string.Join(", ", words)}"
            : slot.Type == typeof(bool) ? "true or false"
            : slot.Type == typeof(double) ? "a number" + range
            : slot.Type == typeof(string) ? "a text"
            : "a whole number" + range;
    }

    public static object? Parse(ConfigSlot slot, YamlWord word, out (string What, string Fix)? problem)
    {
        problem = null;
        if (WordsOf(slot) is { } words)
        {
            var isKnown = words.Contains(word.Text);
            problem = isKnown ? null : ($"{word.Noun} is not {Expected(slot)}", NearestWord.Of(word.Text, words) is { } near ? $"did you mean '{near}'?" : "");
            return !isKnown ? null : slot.Type.IsEnum ? Enum.GetValues(slot.Type).GetValue(words.IndexOf(word.Text)) : word.Text;
        }

        if (slot.Type == typeof(string))
        {
            return word.Text;
        }

        var value = word.IsPlain ? ParsePlain(slot.Type, word.Text) : null;
        if (value is null)
        {
            problem = ($"{word.Noun} is not {Expected(slot with { Range = null })}", word.IsPlain ? Remedy(slot) : "leave the quotes out");
        }
        else if (slot.Range is { } range && Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && (number < range.Low || number > range.High))
        {
            problem = ($"{word.Text} is outside {Limits(range)}", "");
        }

        return problem is null ? value : null;
    }

    /// <returns>The scalar as a canonical file writes it.</returns>
    public static string Write(object value, ConfigSlot slot) => value switch
    {
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'),
        Enum word => ConfigShape.ToSnakeCase(word.ToString()),
        string text when text == "null" && slot.Words?.Contains(text) == true => text,
        string text => YamlText.Quote(text),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static List<string>? WordsOf(ConfigSlot slot) =>
        slot.Type.IsEnum ? [.. Enum.GetValues(slot.Type).Cast<object>().Select(static word => ConfigShape.ToSnakeCase(word.ToString()!))]
        : slot.Type == typeof(string) && slot.Words is { } words ? [.. words]
        : null;

    private static object? ParsePlain(Type type, string text)
    {
        const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var culture = CultureInfo.InvariantCulture;
        return type == typeof(bool) ? text switch { "true" => true, "false" => false, _ => null }
            : type == typeof(int) ? (int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var whole) ? whole : null)
            : type == typeof(long) ? (long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var large) ? large : null)
            : double.TryParse(text, Real, culture, out var number) && double.IsFinite(number) ? number : null;
    }

    private static string Remedy(ConfigSlot slot) =>
        slot.Type == typeof(bool) ? "write true or false"
        : slot.Type == typeof(double) ? "write digits with a point, as 0.5 or 1e-3"
        : "write digits only, as 64";

    private static string Limits(RangeAttribute range) =>
        $"{range.Low.ToString("G15", CultureInfo.InvariantCulture)}..{range.High.ToString("G15", CultureInfo.InvariantCulture)}";
}
