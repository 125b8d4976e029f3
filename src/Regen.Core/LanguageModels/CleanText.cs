using System.Text;

namespace Regen.Core.LanguageModels;

/// <summary>Makes a server's text harmless: bounded, without control characters other than line feed and tab, halves of characters become U+FFFD.</summary>
internal static class CleanText
{
    /// <summary>Longest answer that is kept, in UTF-16 units; a whole novel chapter is shorter.</summary>
    public const int MostCharacters = 262_144;

    /// <summary>Longest words of a server within a line of ours.</summary>
    public const int MostInline = 300;

    /// <param name="text">What a server sent.</param>
    /// <param name="most">UTF-16 units that are kept; no character is cut in two.</param>
    public static string Clean(string text, int most = MostCharacters)
    {
        ArgumentNullException.ThrowIfNull(text);
        var isClean = text.Length <= most;
        foreach (var letter in text)
        {
            isClean &= !char.IsSurrogate(letter) && IsKept(letter);
        }

        return isClean ? text : Rewrite(text, most);
    }

    /// <returns>The same on one line, without white space around, for messages.</returns>
    public static string OneLine(string text, int most = MostInline) => Clean(text, most).Replace('\n', ' ').Replace('\t', ' ').Trim();

    private static bool IsKept(char letter) => !char.IsControl(letter) || letter is '\n' or '\t';

    private static string Rewrite(string text, int most)
    {
        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > most)
            {
                break;
            }

            if (!rune.IsBmp || IsKept((char)rune.Value))
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }
}
