using System.Text;

namespace Regen.Core.LanguageModels;

/// <summary>Makes a server's text harmless: bounded, and without control characters other than line feed and tab.</summary>
internal static class AnswerText
{
    /// <summary>Longest answer that is kept, in UTF-16 units; a whole novel chapter is shorter.</summary>
    public const int MostCharacters = 262_144;

    private const int MostInline = 300;

    /// <summary>An answer's text. What is beyond the bound is cut off; halves of characters become U+FFFD.</summary>
    public static string Clean(string text) => Clean(text, MostCharacters, static letter => letter is '\n' or '\t');

    /// <summary>A server's words within a line of ours: one line, at most 300 characters.</summary>
    public static string Inline(string text) => Clean(text.Replace('\n', ' ').Replace('\t', ' '), MostInline, static _ => false);

    private static string Clean(string text, int most, Func<char, bool> isKeptControl)
    {
        var isClean = text.Length <= most;
        foreach (var letter in text)
        {
            isClean &= !char.IsSurrogate(letter) && (!char.IsControl(letter) || isKeptControl(letter));
        }

        return isClean ? text : Rewrite(text, most, isKeptControl);
    }

    private static string Rewrite(string text, int most, Func<char, bool> isKeptControl)
    {
        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > most)
            {
                break;
            }

            if (!Rune.IsControl(rune) || isKeptControl((char)rune.Value))
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }
}
