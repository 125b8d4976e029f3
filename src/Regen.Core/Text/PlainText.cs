using System.Net;
using System.Text.RegularExpressions;

namespace Regen.Core.Text;

/// <summary>Shop text without its markup.</summary>
public static partial class PlainText
{
    /// <summary>
    /// Entities decoded (twice, as much of the source is escaped twice), tags, comments, scripts and style sheets taken
    /// out, white space collapsed. A "&lt;" that opens no tag stays. Null gives the empty text.
    /// </summary>
    public static string Of(string? source)
    {
        if (string.IsNullOrEmpty(source))
        {
            return "";
        }

        var text = source;
        if (text.Contains('&'))
        {
            text = WebUtility.HtmlDecode(WebUtility.HtmlDecode(text));
        }

        if (text.Contains('<'))
        {
            text = Markup().Replace(text, " ");
        }

        return WhiteSpace().Replace(text, " ").Trim();
    }

    [GeneratedRegex("""<!--.*?-->|<(script|style)\b[^>]*>.*?</\1\s*>|</?[a-z][^<>]*>|<![a-z][^<>]*>""", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();
}
