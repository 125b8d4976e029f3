using System.Text.Json;

namespace Regen.Core.LanguageModels.Answers;

/// <summary>Finds the JSON in a model's answer: the whole text, or what stands in fences, in prose, or after drafts of itself.</summary>
/// <remarks>
/// Never throws. Time is linear in the text: reading again from a later brace is given up once <see cref="Rereadings"/> times
/// the text has been read; then each failure is passed over as a whole, and the last braces are tried once more.
/// </remarks>
public static class AnswerJson
{
    /// <summary>Longest answer that is looked into, in UTF-16 units.</summary>
    public const int MaxLength = 1 << 20;

    private const int Rereadings = 16;

    /// <param name="text">What the model said.</param>
    /// <param name="keys">
    /// Names that the object should have. With none, any JSON value is taken where it is the whole text, and any object or array where it is not.
    /// </param>
    /// <returns>
    /// The last complete object with all keys, for models quote and draft earlier ones while they think; else the last one with
    /// all keys whose end is cut off (<see cref="AnswerValue.IsCut"/>); else, in the same order, one with some of them; else null.
    /// </returns>
    public static AnswerValue? Find(string text, params ReadOnlySpan<string> keys)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            return null;
        }

        var whole = Whole(text);
        if (whole is not null && keys.Length == 0)
        {
            return whole;
        }

        if (whole is { Kind: JsonValueKind.String })
        {
            text = whole.Text; // JSON that was put into a JSON string
        }

        return Search(text, new Candidates(keys.ToArray()));
    }

    private static AnswerValue? Whole(string text)
    {
        var reader = new LenientReader(text);
        reader.SkipBlanks();
        var value = reader.Read(reader.At);
        reader.SkipBlanks();
        return value is { IsCut: false } && reader.At == text.Length ? value : null;
    }

    private static AnswerValue? Search(string text, Candidates candidates)
    {
        var reader = new LenientReader(text);
        var budget = (long)Rereadings * text.Length;
        var at = 0;
        while (candidates.NextStart(text, at) is >= 0 and var start)
        {
            var value = reader.Read(start);
            budget -= reader.At - start;
            var isFound = value is not null && candidates.Consider(value);
            at = isFound || budget < 0 ? Math.Max(reader.At, start + 1) : start + 1;
        }

        if (budget < 0)
        {
            SearchBackwards(reader, text, candidates);
        }

        return candidates.Best;
    }

    // A text so tangled that some of it was passed over: the answer is most likely the last thing in it.
    private static void SearchBackwards(LenientReader reader, string text, Candidates candidates)
    {
        var budget = (long)Rereadings * text.Length;
        for (var start = text.LastIndexOf('{'); start >= 0 && budget > 0; start = start == 0 ? -1 : text.LastIndexOf('{', start - 1))
        {
            var value = reader.Read(start);
            budget -= Math.Max(reader.At - start, 1);
            if (value is { IsCut: false } && candidates.Consider(value))
            {
                return;
            }
        }
    }

    private sealed class Candidates(string[] keys)
    {
        private AnswerValue? complete;
        private AnswerValue? cut;
        private AnswerValue? completeInPart;
        private AnswerValue? cutInPart;

        public AnswerValue? Best => complete ?? cut ?? completeInPart ?? cutInPart;

        public int NextStart(string text, int from) =>
            from >= text.Length ? -1
            : keys.Length == 0 && text.AsSpan(from).IndexOfAny('{', '[') is >= 0 and var found ? from + found
            : keys.Length == 0 ? -1
            : text.IndexOf('{', from);

        /// <returns>The value is complete and has all keys: what stands within it is no answer of its own.</returns>
        public bool Consider(AnswerValue value)
        {
            var present = keys.Count(key => value.Member(key) is not null);
            if (present == keys.Length)
            {
                _ = value.IsCut ? cut = value : complete = value;
                return !value.IsCut;
            }

            if (present > 0)
            {
                _ = value.IsCut ? cutInPart = value : completeInPart = value;
            }

            return false;
        }
    }
}
