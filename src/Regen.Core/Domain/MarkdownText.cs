using System.Text;

namespace Regen.Core.Domain;

/// <summary>Texts of customers, shops and servers in Markdown pages.</summary>
internal static class MarkdownText
{
    // What CommonMark, its tables and HTML inside it take for marks anywhere, and what they take for marks where a line begins.
    private const string Marks = "\\`*_[]<>~|&";
    private const string FirstMarks = "#+-=:";

    /// <returns>The text as Markdown shows it, on one line, without a mark that Markdown or HTML inside it would take for its own.</returns>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        var (isFirst, hasDigitsAlone) = (true, false); // so far, spaces aside; digits as before the mark of a numbered list
        foreach (var letter in text.ReplaceLineEndings(" ").Where(letter => !char.IsControl(letter)))
        {
            var isMark = Marks.Contains(letter, StringComparison.Ordinal)
                || (isFirst && FirstMarks.Contains(letter, StringComparison.Ordinal))
                || (hasDigitsAlone && letter is '.' or ')');
            escaped.Append(isMark ? $"\\{letter}" : letter.ToString());
            hasDigitsAlone = char.IsAsciiDigit(letter) && (isFirst || hasDigitsAlone);
            isFirst &= letter == ' ';
        }

        return escaped.ToString();
    }
}
