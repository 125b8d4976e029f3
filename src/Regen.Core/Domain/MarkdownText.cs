using System.Text;

namespace Regen.Core.Domain;

/// <summary>Texts of customers, shops and servers in Markdown pages.</summary>
internal static class MarkdownText
{
    private const string Marks = "\\`*_{}[]<>()#+-.!|~&";

    /// <returns>The text as Markdown shows it, on one line, without a mark that Markdown or HTML inside it would take for its own.</returns>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var letter in text.ReplaceLineEndings(" "))
        {
            escaped.Append(char.IsControl(letter) ? "" : Marks.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : letter.ToString());
        }

        return escaped.ToString();
    }
}
