using System.Globalization;
using System.Text;

namespace Regen.Core.Configuration;

/// <summary>Text as a YAML scalar on one line: bare where that is safe, else in double quotes.</summary>
internal static class YamlText
{
    public static string Quote(string text)
    {
        if (IsSafeBare(text))
        {
            return text;
        }

        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when MustEscape(rune) => "\\u" + rune.Value.ToString("X4", CultureInfo.InvariantCulture),
                _ => rune.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    // Letters first, then nothing that YAML gives a meaning to; words that YAML 1.1 or 1.2 reads as something else are quoted.
    private static bool IsSafeBare(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text[^1] != ' '
        && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '_' or '-' or '.' or '/' or '+')
        && text.ToLowerInvariant() is not ("null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n");

    private static bool MustEscape(Rune rune) =>
        Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or 0xFEFF or (>= 0xFFF0 and <= 0xFFFF);
}
