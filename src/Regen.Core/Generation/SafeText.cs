using System.Buffers;
using System.Globalization;
using System.Text;
using Regen.Core.Text;

namespace Regen.Core.Generation;

/// <summary>Text of shops, customers and models, made fit to stand in a request or a dataset.</summary>
internal static class SafeText
{
    private const string Ellipsis = " […]";

    // Letters of every script, marks, numbers, punctuation and the plain space need no second look.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>
    /// One line without markup: white space of every kind becomes one space; control characters, invisible and direction marks and
    /// half surrogate pairs go. So no text can begin a line of its own.
    /// </summary>
    public static string Line(string? source) => WithoutControls(PlainText.Of(source), keepsLines: false).Trim();

    /// <summary>What a model wrote: line breaks stay, control characters go.</summary>
    public static string Written(string source) => WithoutControls(source.ReplaceLineEndings("\n"), keepsLines: true).Trim();

    /// <summary>At most so many characters, cut at a space where one is near.</summary>
    public static string Cut(string line, int most)
    {
        if (line.Length <= most)
        {
            return line;
        }

        var end = Math.Max(0, most);
        var space = end == 0 ? -1 : line.LastIndexOf(' ', end);
        end = space > end * 3 / 4 ? space : end;
        return line[..(end > 0 && char.IsHighSurrogate(line[end - 1]) ? end - 1 : end)].TrimEnd() + (end == 0 ? Ellipsis.TrimStart() : Ellipsis);
    }

    private static string WithoutControls(string text, bool keepsLines)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        Span<char> units = stackalloc char[2];
        for (var at = 0; at < text.Length;)
        {
            var isRune = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length) == OperationStatus.Done;
            if (isRune && ((keepsLines && rune.Value is '\n' or '\t') || Stays(rune)))
            {
                kept.Append(units[..rune.EncodeToUtf16(units)]);
            }

            at += length;
        }

        return kept.ToString();
    }

    private static bool Stays(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
