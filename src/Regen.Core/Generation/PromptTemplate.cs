using System.Text;
using System.Text.RegularExpressions;

namespace Regen.Core.Generation;

/// <summary>A text with holes of the form {{name}}. What is filled in is never searched for holes.</summary>
internal sealed partial class PromptTemplate
{
    private readonly List<(string Text, bool IsHole, bool IsWholeLine)> parts = [];

    private PromptTemplate(string text)
    {
        var at = 0;
        foreach (Match hole in Hole().Matches(text))
        {
            Add(text[at..hole.Index]);
            var end = hole.Index + hole.Length;
            var isWholeLine = (hole.Index == 0 || text[hole.Index - 1] == '\n') && (end == text.Length || text[end] == '\n');
            parts.Add((hole.Groups[1].Value, true, isWholeLine));
            at = end;
        }

        Add(text[at..]);
    }

    public IEnumerable<string> Holes => parts.Where(part => part.IsHole).Select(part => part.Text);

    /// <returns>The template, and the braces that are no hole.</returns>
    public static (PromptTemplate Template, IEnumerable<string> Problems) Parse(string text)
    {
        var problems = Brace().Matches(text)
            .Where(brace => !Hole().IsMatch(text, brace.Index) || Hole().Match(text, brace.Index).Index != brace.Index)
            .Select(brace => $"'{text.Substring(brace.Index, Math.Min(20, text.Length - brace.Index)).ReplaceLineEndings(" ")}' opens a hole and names none");
        return (new PromptTemplate(text), problems.ToArray());
    }

    /// <summary>Fills every hole; a line that is nothing but a hole goes where its value is empty.</summary>
    public string Fill(IReadOnlyDictionary<string, string> values)
    {
        var filled = new StringBuilder();
        var isLineGone = false;
        foreach (var (text, isHole, isWholeLine) in parts)
        {
            var value = isHole ? values[text] : text;
            filled.Append(isLineGone && value.StartsWith('\n') ? value.AsSpan(1) : value);
            isLineGone = isWholeLine && value.Length == 0;
        }

        return filled.ToString().TrimEnd('\n');
    }

    private void Add(string literal)
    {
        if (literal.Length > 0)
        {
            parts.Add((literal, false, false));
        }
    }

    [GeneratedRegex(@"\{\{([a-z_]+)\}\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\{\{")]
    private static partial Regex Brace();
}
