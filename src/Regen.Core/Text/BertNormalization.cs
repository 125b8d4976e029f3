using System.Globalization;
using System.Text;

namespace Regen.Core.Text;

/// <summary>How BERT's tokenizer cleans text before it splits words.</summary>
/// <remarks>Source: huggingface/tokenizers, BertNormalizer and BertPreTokenizer, whose behaviour this follows to the code point.</remarks>
public sealed record BertNormalization
{
    /// <summary>No code point becomes more than these.</summary>
    internal const int MaxLength = CanonicalDecomposition.MaxLength + 2;

    /// <summary>Drop control and format characters, and treat every kind of white space alike.</summary>
    public bool CleanText { get; init; } = true;

    /// <summary>Each CJK ideograph is a word of its own.</summary>
    public bool SeparateIdeographs { get; init; } = true;

    /// <summary>Decompose, then drop nonspacing marks; null follows <see cref="LowerCase"/>.</summary>
    public bool? StripAccents { get; init; }

    public bool LowerCase { get; init; } = true;

    /// <summary>Writes what is left of one code point and returns how many code points that is, 0 to <see cref="MaxLength"/>.</summary>
    internal int Apply(Rune rune, Span<int> destination)
    {
        if (rune.Value is >= 'a' and <= 'z' or ' ' or >= '0' and <= '9')
        {
            destination[0] = rune.Value;
            return 1;
        }

        if (CleanText && IsDropped(rune))
        {
            return 0;
        }

        var count = 0;
        var isIdeograph = SeparateIdeographs && IsIdeograph(rune.Value);
        if (isIdeograph)
        {
            destination[count++] = ' ';
        }

        count += StripAccents ?? LowerCase
            ? WriteWithoutAccents(rune.Value, destination[count..])
            : WriteCased(rune.Value, destination[count..]);
        if (isIdeograph)
        {
            destination[count++] = ' ';
        }

        return count;
    }

    /// <summary>A code point that stands alone as a word: ASCII's symbols, and Unicode's punctuation.</summary>
    internal static bool IsPunctuation(int codePoint) => codePoint < 0x80
        ? codePoint is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        : Rune.IsPunctuation(new Rune(codePoint));

    internal static bool IsWhiteSpace(int codePoint) => Rune.IsWhiteSpace(new Rune(codePoint));

    private int WriteWithoutAccents(int codePoint, Span<int> destination)
    {
        Span<int> parts = stackalloc int[CanonicalDecomposition.MaxLength];
        parts = parts[..CanonicalDecomposition.Write(codePoint, parts)];
        var count = 0;
        foreach (var part in parts)
        {
            if (part < 0x300 || CharUnicodeInfo.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark)
            {
                count += WriteCased(part, destination[count..]);
            }
        }

        return count;
    }

    private int WriteCased(int codePoint, Span<int> destination)
    {
        const int CapitalDottedI = 0x130; // the one letter whose lower case is two code points in every language
        if (LowerCase && codePoint == CapitalDottedI)
        {
            destination[0] = 'i';
            destination[1] = 0x307;
            return 2;
        }

        destination[0] = LowerCase ? Rune.ToLowerInvariant(new Rune(codePoint)).Value : codePoint;
        return 1;
    }

    private static bool IsDropped(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' => false,
        0 or 0xFFFD => true,
        >= 0x20 and < 0x7F => false,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse,
    };

    /// <summary>The reference's ranges, which leave out 2B820 to 2B91F.</summary>
    private static bool IsIdeograph(int codePoint) => codePoint is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
