using System.Text;

namespace Regen.Core.Data.Sample;

/// <summary>Texts with places in braces.</summary>
internal static class Template
{
    /// <summary>
    /// Replaces "{name}" by <paramref name="value"/> of the name, and "{a:name}" by that with its article. An empty
    /// value takes the comma before it away.
    /// </summary>
    /// <returns>Null where a name has no value.</returns>
    public static string? Fill(string pattern, Func<string, string?> value)
    {
        var text = new StringBuilder(pattern.Length + 32);
        var at = 0;
        while (pattern.IndexOf('{', at) is var open and >= 0)
        {
            var close = pattern.IndexOf('}', open);
            var name = pattern[(open + 1)..close];
            var hasArticle = name.StartsWith("a:", StringComparison.Ordinal);
            if (value(hasArticle ? name[2..] : name) is not { } found)
            {
                return null;
            }

            text.Append(pattern, at, open - at);
            if (found.Length == 0 && text is [.., ',', ' '])
            {
                text.Length -= 2;
            }

            text.Append(hasArticle ? WithArticle(found) : found);
            at = close + 1;
        }

        return text.Append(pattern, at, pattern.Length - at).ToString();
    }

    /// <summary>Puts "a" or "an" before a noun or adjective; what has an article already or stands in the plural keeps its form.</summary>
    public static string WithArticle(string text)
    {
        if (text.StartsWith("a ", StringComparison.Ordinal))
        {
            return text;
        }

        var isVowel = text[0] is 'a' or 'e' or 'i' or 'o' or 'A' or 'E' or 'I' or 'O' or '8'
            || (text[0] is 'u' && !text.StartsWith("uni", StringComparison.Ordinal))
            || text.StartsWith("11", StringComparison.Ordinal) || text.StartsWith("18", StringComparison.Ordinal)
            || text.StartsWith("LED", StringComparison.Ordinal) || text.StartsWith("L-", StringComparison.Ordinal);
        return (isVowel ? "an " : "a ") + text;
    }

    /// <summary>Starts every sentence with a capital.</summary>
    public static string Sentence(string text)
    {
        var letters = text.ToCharArray();
        var isStart = true;
        for (var at = 0; at < letters.Length; at++)
        {
            if (isStart && !char.IsWhiteSpace(letters[at]))
            {
                letters[at] = char.ToUpperInvariant(letters[at]);
                isStart = false;
            }
            else if (letters[at] is '.' or '?' or '!' && at + 1 < letters.Length && letters[at + 1] == ' ')
            {
                isStart = true;
            }
        }

        return new string(letters);
    }
}
