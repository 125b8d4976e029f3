using System.Globalization;
using System.Text;

namespace Regen.Core.LanguageModels.Answers;

/// <summary>Strings within quotes of any kind, with the escapes of JSON, and quotes within that somebody forgot to escape.</summary>
internal static class LenientText
{
    public static bool IsOpening(char c) => c is '"' or '\'' or '“' or '”' or '„' or '‘' or '’' or '‚';

    /// <param name="text">Where it stands.</param>
    /// <param name="start">Where the opening quote stands.</param>
    /// <param name="isStrict">The first closing quote closes; else one that no end can follow belongs to the content.</param>
    /// <returns>The content, the place behind the closing quote, and whether there was one.</returns>
    public static (string Content, int End, bool IsClosed) Read(string text, int start, bool isStrict)
    {
        var opening = text[start];
        var content = new StringBuilder();
        var at = start + 1;
        for (var kept = at; ; kept = at)
        {
            while (at < text.Length && text[at] != '\\' && !IsClosing(opening, text[at]))
            {
                at++;
            }

            content.Append(text, kept, at - kept);
            if (at >= text.Length)
            {
                return (Whole(content), at, false);
            }

            if (text[at] == '\\')
            {
                at = Escape(text, at, content);
            }
            else if (isStrict || IsFollowedByAnEnd(text, at + 1, text[at]))
            {
                return (Whole(content), at + 1, true);
            }
            else
            {
                content.Append(text[at++]);
            }
        }
    }

    /// <returns>The text with U+FFFD in place of each surrogate that has no partner.</returns>
    public static string Whole(StringBuilder built)
    {
        var text = built.ToString(); // a builder's own characters are slow to reach
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        var units = text.ToCharArray();
        for (var at = 0; at < units.Length; at++)
        {
            if (char.IsHighSurrogate(units[at]) && at + 1 < units.Length && char.IsLowSurrogate(units[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(units[at]))
            {
                units[at] = '\uFFFD';
            }
        }

        return new string(units);
    }

    private static bool IsClosing(char opening, char c) => opening switch
    {
        '"' or '\'' => c == opening,
        '“' or '”' or '„' => c is '”' or '“' or '"',
        _ => c is '’' or '‘' or '\'',
    };

    // Well-formed JSON has one of these behind every closing quote; a quote before anything else belongs to the text.
    private static bool IsFollowedByAnEnd(string text, int at, char closing)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        return at >= text.Length
            || text[at] is ',' or ':' or '}' or ']' or '\n' or '\r' or '#' or '`' or '<'
            || text[at] == closing
            || (text[at] == '/' && at + 1 < text.Length && text[at + 1] is '/' or '*');
    }

    private static int Escape(string text, int at, StringBuilder content)
    {
        if (at + 1 >= text.Length)
        {
            return text.Length; // cut within an escape
        }

        var c = text[at + 1];
        if (c == 'u')
        {
            return Unicode(text, at, content);
        }

        var plain = c switch
        {
            '"' or '\\' or '/' or '\'' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => '\0',
        };
        _ = plain != '\0' ? content.Append(plain) : content.Append('\\').Append(c); // "C:\Program", "\alpha"
        return at + 2;
    }

    private static int Unicode(string text, int at, StringBuilder content)
    {
        var digits = text.AsSpan(at + 2, Math.Min(4, text.Length - at - 2));
        if (digits.Length == 4 && ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            content.Append((char)unit);
            return at + 6;
        }

        if (at + 2 + digits.Length == text.Length && digits.Length < 4)
        {
            return text.Length; // cut within an escape
        }

        content.Append("\\u");
        return at + 2;
    }
}
