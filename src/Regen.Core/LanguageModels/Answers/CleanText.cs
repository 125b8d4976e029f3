using System.Text;

namespace Regen.Core.LanguageModels.Answers;

/// <summary>Text of a server, made safe to keep and to show.</summary>
public static class CleanText
{
    /// <returns>
    /// The text without control characters other than line feed and tab, with U+FFFD for lone surrogates, cut at a length in UTF-16 units.
    /// </returns>
    public static string Clean(string text, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        var kept = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var c in text)
        {
            if (kept.Length == maxLength)
            {
                break;
            }

            if (!char.IsControl(c) || c is '\n' or '\t')
            {
                kept.Append(c);
            }
        }

        return LenientText.Whole(kept);
    }

    /// <returns>The same on one line, for messages.</returns>
    public static string OneLine(string text, int maxLength) => Clean(text, maxLength).Replace('\n', ' ').Replace('\t', ' ').Trim();
}
