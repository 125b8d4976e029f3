using System.Collections.Frozen;
using System.Text;
using Regen.Core.Text;

namespace Regen.Core.Models.Encoders.Hashed;

/// <summary>Splits shop text into words and numbers.</summary>
/// <remarks>
/// A number keeps its decimal point and loses its thousands separators; letters and digits part ("0.5mm" is "0.5" and
/// "mm", as is "0.5 mm"), so that sizes and model numbers meet however they are spelled.
/// </remarks>
internal static class HashedWords
{
    private static readonly BertNormalization Normalization = new() { SeparateIdeographs = true };

    private static readonly FrozenSet<string> StopWords = FrozenSet.Create(StringComparer.Ordinal,
        "a", "an", "the", "and", "or", "but", "of", "to", "in", "on", "at", "by", "for", "with", "from", "as", "is", "are", "was", "be", "been",
        "it", "its", "this", "that", "these", "those", "i", "me", "my", "we", "us", "our", "you", "your", "he", "she", "they", "them", "their",
        "have", "has", "had", "do", "does", "did", "can", "could", "will", "would", "should", "not", "no", "so", "if", "then", "than", "too",
        "very", "just", "also", "any", "some", "all", "more", "most", "one", "ones", "something", "anything", "want", "need", "like", "looking",
        "please", "prefer", "rather", "instead", "what", "which", "there", "here", "s", "t", "d", "m", "ll", "ve", "re");

    public static bool IsStopWord(string word) => StopWords.Contains(word);

    /// <summary>The first words of a text, in order.</summary>
    public static List<HashedWord> Of(string text, int limit)
    {
        var words = new List<HashedWord>();
        var word = new StringBuilder();
        var clean = Clean(text, limit);
        for (var at = 0; at < clean.Length && words.Count < limit;)
        {
            var isNumber = char.IsAsciiDigit(clean[at]);
            word.Clear();
            if (isNumber)
            {
                at = ReadNumber(clean, at, word);
            }
            else
            {
                at = ReadLetters(clean, at, word);
            }

            if (word.Length > 0)
            {
                words.Add(new HashedWord(word.ToString(), isNumber));
            }
            else
            {
                at++;
            }
        }

        return words;
    }

    private static int ReadNumber(string text, int at, StringBuilder word)
    {
        for (; at < text.Length; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                word.Append(text[at]);
            }
            else if (text[at] is not ('.' or ',') || at + 1 == text.Length || !char.IsAsciiDigit(text[at + 1]))
            {
                break;
            }
            else if (text[at] == '.')
            {
                word.Append('.');
            }
        }

        return at;
    }

    private static int ReadLetters(string text, int at, StringBuilder word)
    {
        for (; at < text.Length && !char.IsAsciiDigit(text[at]) && (char.IsLetterOrDigit(text[at]) || char.IsSurrogate(text[at])); at++)
        {
            word.Append(text[at]);
        }

        return at;
    }

    /// <summary>Lower case, without accents; stops where even words of one letter would be enough.</summary>
    private static string Clean(string text, int limit)
    {
        const int LongestWord = 64;
        var clean = new StringBuilder();
        Span<int> parts = stackalloc int[BertNormalization.MaxLength];
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length > (long)limit * LongestWord)
            {
                break;
            }

            foreach (var part in parts[..Normalization.Apply(rune, parts)])
            {
                clean.Append(new Rune(part).ToString());
            }
        }

        return clean.ToString();
    }
}
