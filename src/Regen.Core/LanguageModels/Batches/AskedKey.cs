using System.Globalization;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>The first half of an answer key: millions of them fit in memory, and two that are equal have never been seen.</summary>
internal static class AskedKey
{
    public static UInt128 Of(AnswerKey key) => UInt128.Parse(key.Hex.AsSpan(0, 32), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <returns>The key that a server's text says; null where it says none. It is looked up, and never anything else.</returns>
    public static AnswerKey? Read(string? text) =>
        text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower) ? new AnswerKey(text) : null;
}
