using System.Globalization;
using Regen.Core.LanguageModels;

namespace Regen.Core.Rating;

/// <summary>The verdicts of one answer: one for each cell that was asked for, whatever came.</summary>
/// <remarks>
/// A grade is a line "GRADE output attribute: n"; case, marks of Markdown and "/7" do not matter. The last line of a cell decides,
/// because raters quote grades while they think.
/// </remarks>
public sealed class GradeSheet
{
    private const string Word = "GRADE";
    private readonly Dictionary<RatingCell, Verdict> verdicts;

    private GradeSheet(Dictionary<RatingCell, Verdict> verdicts) => this.verdicts = verdicts;

    public Verdict this[RatingCell cell] => verdicts[cell];

    /// <returns>The sheet; a problem only where not a single line of a grade is there.</returns>
    public static Reading<GradeSheet> Read(string answer, IReadOnlyList<RatingCell> cells)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(cells);
        var found = new Dictionary<RatingCell, Verdict>();
        var at = 0;
        while (at < answer.Length)
        {
            var end = answer.IndexOf('\n', at);
            end = end < 0 ? answer.Length : end;
            if (Line(answer.AsSpan(at, end - at), cells) is { } line)
            {
                found[line.Cell] = Judge(line.Grade, answer, at);
            }

            at = end + 1;
        }

        if (found.Count == 0)
        {
            return Reading.Bad<GradeSheet>($"there is no line 'GRADE {cells[0]}: n'");
        }

        foreach (var cell in cells)
        {
            found.TryAdd(cell, new Verdict.Unrated($"no line 'GRADE {cell}: n'"));
        }

        return Reading.Of(new GradeSheet(found));
    }

    private static Verdict Judge(string grade, string answer, int at) =>
        int.TryParse(grade, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= RatingScheme.Lowest and <= RatingScheme.Highest
            ? new Verdict.Graded(value, answer[..at].Trim())
            : new Verdict.Unrated("a grade off the scale of 1 to 7");

    private static (RatingCell Cell, string Grade)? Line(ReadOnlySpan<char> line, IReadOnlyList<RatingCell> cells)
    {
        line = line.Trim("*#->`_ \t\r");
        if (!line.StartsWith(Word, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = line[Word.Length..];
        var colon = rest.LastIndexOfAny(':', '=');
        if (colon < 0)
        {
            return null;
        }

        var name = Letters(rest[..colon]);
        foreach (var cell in cells)
        {
            var attribute = RatingScheme.Name(cell.Attribute);
            if (name == Letters(cell.Kind) + attribute || (name == attribute && cells.All(other => other.Kind == cell.Kind)))
            {
                return (cell, Number(rest[(colon + 1)..]));
            }
        }

        return null;
    }

    private static string Letters(ReadOnlySpan<char> text)
    {
        Span<char> letters = stackalloc char[Math.Min(text.Length, 64)];
        var count = 0;
        foreach (var letter in text)
        {
            if (char.IsAsciiLetter(letter) && count < letters.Length)
            {
                letters[count++] = char.ToLowerInvariant(letter);
            }
        }

        return letters[..count].ToString();
    }

    private static string Number(ReadOnlySpan<char> text)
    {
        text = text.Trim("*`_\"'. \t\r");
        return (text.EndsWith("/7", StringComparison.Ordinal) ? text[..^2].Trim() : text).ToString();
    }
}
