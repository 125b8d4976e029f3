using System.Globalization;
using System.Text.Json;

namespace Regen.Core.LanguageModels.Answers;

/// <summary>
/// Reads one JSON value at a place of a text, as models write it: single or typographic quotes, bare keys, Python's words,
/// comments, trailing commas, line feeds in strings, a missing end. What is well formed is read as it stands.
/// </summary>
internal sealed class LenientReader(string text)
{
    /// <summary>Values within values; what lies deeper is refused, as System.Text.Json does.</summary>
    public const int MaxDepth = 64;

    private bool isCut;

    /// <summary>Where reading stopped: behind the value, or at what could not be read.</summary>
    public int At { get; private set; }

    private bool IsAtEnd => At >= text.Length || text[At] is '`' or '<'; // a fence or a chat marker where a token should be: the model had stopped

    /// <returns>The value, with <see cref="AnswerValue.IsCut"/> where the text ended first; null where there is none.</returns>
    public AnswerValue? Read(int start)
    {
        At = start;
        isCut = false;
        return Value(1);
    }

    /// <summary>Passes over white space and comments.</summary>
    public void SkipBlanks()
    {
        while (At < text.Length)
        {
            if (char.IsWhiteSpace(text[At]) || text[At] is '\uFEFF' or '\u200B')
            {
                At++;
            }
            else if (text[At] == '#' || text.AsSpan(At).StartsWith("//"))
            {
                At = Behind("\n");
            }
            else if (text.AsSpan(At).StartsWith("/*"))
            {
                At = Behind("*/");
            }
            else
            {
                return;
            }
        }
    }

    private int Behind(string mark) =>
        text.IndexOf(mark, At, StringComparison.Ordinal) is >= 0 and var found ? found + mark.Length : text.Length;

    private AnswerValue? Value(int depth)
    {
        SkipBlanks();
        if (IsAtEnd)
        {
            isCut = true;
            return null;
        }

        return text[At] switch
        {
            '{' => depth > MaxDepth ? null : Object(depth),
            '[' => depth > MaxDepth ? null : List(depth),
            var c when LenientText.IsOpening(c) => Text(isStrict: false),
            '-' or '+' or '.' or (>= '0' and <= '9') => Number(),
            _ => Word(),
        };
    }

    private AnswerValue? Object(int depth)
    {
        var members = new Dictionary<string, AnswerValue>();
        for (At++; ;)
        {
            SkipBlanks();
            if (!IsAtEnd && text[At] == '}')
            {
                At++;
                return AnswerValue.OfMembers(members, isCut: false);
            }

            var key = IsAtEnd ? CutKey() : Key();
            var value = key is null || isCut ? null : Value(depth + 1);
            if (value is not null)
            {
                members[key!] = value;
            }

            if (isCut)
            {
                return AnswerValue.OfMembers(members, isCut: true);
            }

            if (value is null || !PassComma('}'))
            {
                return null;
            }
        }
    }

    private AnswerValue? List(int depth)
    {
        var items = new List<AnswerValue>();
        for (At++; ;)
        {
            SkipBlanks();
            if (!IsAtEnd && text[At] == ']')
            {
                At++;
                return AnswerValue.OfItems(items, isCut: false);
            }

            var value = Value(depth + 1);
            if (value is not null)
            {
                items.Add(value);
            }

            if (isCut)
            {
                return AnswerValue.OfItems(items, isCut: true);
            }

            if (value is null || !PassComma(']'))
            {
                return null;
            }
        }
    }

    // A comma may be missing before a quote, because a string then ended there beyond doubt.
    private bool PassComma(char closing)
    {
        SkipBlanks();
        if (IsAtEnd || text[At] == closing || LenientText.IsOpening(text[At]))
        {
            return true;
        }

        return text[At] == ',' && ++At > 0;
    }

    private string? CutKey()
    {
        isCut = true;
        return null;
    }

    private string? Key()
    {
        var key = LenientText.IsOpening(text[At]) ? Text(isStrict: true).Text : BareKey();
        if (key is null || isCut)
        {
            return null;
        }

        SkipBlanks();
        if (IsAtEnd)
        {
            return CutKey();
        }

        return text[At++] == ':' ? key : null;
    }

    private string? BareKey()
    {
        var start = At;
        while (At < text.Length && (char.IsLetterOrDigit(text[At]) || text[At] is '_' or '$' or '-'))
        {
            At++;
        }

        return At > start ? text[start..At] : null;
    }

    private AnswerValue Text(bool isStrict)
    {
        var (content, end, isClosed) = LenientText.Read(text, At, isStrict);
        At = end;
        isCut |= !isClosed;
        return AnswerValue.OfText(content, !isClosed);
    }

    private AnswerValue? Number()
    {
        var start = At;
        while (At < text.Length && (char.IsAsciiDigit(text[At]) || text[At] is '-' or '+' or '.' or 'e' or 'E'))
        {
            At++;
        }

        var isOpen = At == text.Length && start > 0; // a number that is all there is stands whole
        isCut |= isOpen;
        return double.TryParse(text.AsSpan(start, At - start), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? AnswerValue.OfNumber(text[start..At], isOpen)
            : null;
    }

    private AnswerValue? Word()
    {
        var start = At;
        while (At < text.Length && char.IsAsciiLetter(text[At]) && At - start < 10)
        {
            At++;
        }

        var word = text[start..At];
        var kind = word switch
        {
            "true" or "True" or "TRUE" => JsonValueKind.True,
            "false" or "False" or "FALSE" => JsonValueKind.False,
            "null" or "None" or "NULL" or "nil" or "undefined" or "NaN" or "Infinity" => JsonValueKind.Null,
            _ => JsonValueKind.Undefined,
        };
        isCut |= kind == JsonValueKind.Undefined && At == text.Length && IsBeginning(word);
        return kind == JsonValueKind.Undefined ? null : AnswerValue.OfWord(kind);
    }

    private static bool IsBeginning(string word) =>
        new[] { "true", "True", "false", "False", "null", "None" }.Any(whole => whole.StartsWith(word, StringComparison.Ordinal));
}
