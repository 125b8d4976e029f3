using System.Globalization;
using System.Text;

namespace Regen.Core.Data.Sources;

/// <summary>One quoted line that could not be used.</summary>
/// <param name="File">File name without its folder.</param>
/// <param name="Line">From 1.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Quote">Its first characters, control characters escaped.</param>
public sealed record MalformedLine(string File, long Line, string Problem, string Quote);

/// <summary>Counts lines that cannot be used and keeps the first few.</summary>
internal sealed class MalformedLines
{
    private const int Quoted = 5;
    private const int QuoteLength = 120;

    private readonly List<MalformedLine> first = [];

    public long Count { get; private set; }

    public IReadOnlyList<MalformedLine> First => first;

    public void Add(string path, long line, string problem, ReadOnlySpan<byte> text)
    {
        Count++;
        if (first.Count < Quoted)
        {
            first.Add(new MalformedLine(Path.GetFileName(path), line, problem, Quote(text)));
        }
    }

    /// <summary>Adds what a later part of the input holds.</summary>
    public void Add(MalformedLines later)
    {
        Count += later.Count;
        first.AddRange(later.first.Take(Quoted - first.Count));
    }

    public void Clear()
    {
        Count = 0;
        first.Clear();
    }

    public static string Quote(ReadOnlySpan<byte> text)
    {
        var quote = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4 * QuoteLength)]).EnumerateRunes())
        {
            if (quote.Length >= QuoteLength)
            {
                return quote.Append("...").ToString();
            }

            _ = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                ? quote.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                : quote.Append(rune.ToString());
        }

        return quote.Append(text.Length > 4 * QuoteLength ? "..." : "").ToString();
    }
}
