using System.Text.RegularExpressions;

namespace Regen.Core.Text;

/// <summary>The words of a text as a critique and an item can share them: lower case, letters or numbers, without the plural s.</summary>
public static partial class TextWords
{
    /// <returns>Distinct words.</returns>
    public static IReadOnlySet<string> Of(string? text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var match in Word().EnumerateMatches(text ?? ""))
        {
            words.Add(Singular(text!.Substring(match.Index, match.Length).ToLowerInvariant()));
        }

        return words;
    }

    private static string Singular(string word) =>
        word.Length > 3 && word[^1] == 's' && word[^2] != 's' ? word[..^1] : word;

    [GeneratedRegex(@"\p{L}+|\d+(\.\d+)?")]
    private static partial Regex Word();
}
