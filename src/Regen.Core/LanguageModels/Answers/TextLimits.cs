namespace Regen.Core.LanguageModels.Answers;

/// <summary>How long a text of an answer may be. An empty one is never allowed.</summary>
/// <param name="MaxCharacters">UTF-16 units at most, white space around not counted.</param>
/// <param name="MaxWords">Words at most, by white space; null for no limit.</param>
public sealed record TextLimits(int MaxCharacters, int? MaxWords = null)
{
    /// <returns>What is wrong with a text, to be read after its name ("holds 40 words, 25 are allowed"); null where nothing is.</returns>
    internal string? Problem(string text)
    {
        if (text.Length == 0)
        {
            return "is empty";
        }

        if (text.Length > MaxCharacters)
        {
            return $"holds {text.Length} characters, {MaxCharacters} are allowed";
        }

        var words = MaxWords is null ? 0 : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        return words > MaxWords ? $"holds {words} words, {MaxWords} are allowed" : null;
    }
}

/// <summary>A member of an answer that holds a text.</summary>
/// <param name="Name">The key that was asked for.</param>
/// <param name="Limits">How long the text may be.</param>
public sealed record NamedText(string Name, TextLimits Limits);
