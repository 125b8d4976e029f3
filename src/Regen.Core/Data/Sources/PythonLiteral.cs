using System.Buffers;
using System.Text;

namespace Regen.Core.Data.Sources;

/// <summary>
/// Python's printed dictionaries (the lines of Amazon 2014's metadata) as JSON: quotes of both kinds, prefixes, escapes,
/// None, True, False, tuples, long and non-finite numbers.
/// </summary>
internal ref struct PythonLiteral
{
    private readonly ReadOnlySpan<byte> text;
    private readonly ArrayBufferWriter<byte> json;
    private int at;

    private PythonLiteral(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> json)
    {
        this.text = text;
        this.json = json;
    }

    /// <summary>Whether a line is such a dictionary and not JSON: its first key stands in single quotes or has a prefix.</summary>
    public static bool Looks(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        if (line.IsEmpty || line[0] != '{')
        {
            return false;
        }

        line = line[1..].TrimStart(" \t"u8);
        return !line.IsEmpty && (line[0] == '\'' || (line.Length > 1 && line[0] is (byte)'u' or (byte)'b' && line[1] is (byte)'\'' or (byte)'"'));
    }

    /// <exception cref="FormatException">The text is no Python literal; the message says where.</exception>
    public static void WriteJson(ReadOnlySpan<byte> literal, ArrayBufferWriter<byte> json)
    {
        var reader = new PythonLiteral(literal, json);
        reader.Value(0);
        reader.SkipBlanks();
        if (reader.at != literal.Length)
        {
            throw reader.Problem("text after the end");
        }
    }

    private void Value(int depth)
    {
        SkipBlanks();
        if (depth > 200)
        {
            throw Problem("nested too deeply");
        }

        switch (Peek())
        {
            case (byte)'{':
                Sequence((byte)'{', (byte)'}', depth, hasKeys: true);
                break;
            case (byte)'[':
                Sequence((byte)'[', (byte)']', depth, hasKeys: false);
                break;
            case (byte)'(':
                Sequence((byte)'(', (byte)')', depth, hasKeys: false);
                break;
            default:
                Scalar();
                break;
        }
    }

    private void Sequence(byte open, byte close, int depth, bool hasKeys)
    {
        Expect(open);
        Put(hasKeys ? (byte)'{' : (byte)'[');
        for (var isFirst = true; ; isFirst = false)
        {
            SkipBlanks();
            if (Peek() == close)
            {
                break;
            }

            if (!isFirst)
            {
                Expect((byte)',');
                SkipBlanks();
                if (Peek() == close)
                {
                    break;
                }

                Put((byte)',');
            }

            if (hasKeys)
            {
                Key();
                Expect((byte)':');
                Put((byte)':');
            }

            Value(depth + 1);
        }

        at++;
        Put(hasKeys ? (byte)'}' : (byte)']');
    }

    private void Key()
    {
        if (StartsText())
        {
            Text();
        }
        else
        {
            Put((byte)'"');
            json.Write(Word());
            Put((byte)'"');
        }

        SkipBlanks();
    }

    private void Scalar()
    {
        if (StartsText())
        {
            Text();
            return;
        }

        var word = Word();
        if (word.SequenceEqual("None"u8) || word.SequenceEqual("nan"u8) || word.SequenceEqual("inf"u8) || word.SequenceEqual("-inf"u8))
        {
            json.Write("null"u8);
        }
        else if (word.SequenceEqual("True"u8) || word.SequenceEqual("False"u8))
        {
            json.Write(word[0] == 'T' ? "true"u8 : "false"u8);
        }
        else
        {
            Number(word);
        }
    }

    private void Number(ReadOnlySpan<byte> word)
    {
        word = word.TrimEnd("L"u8);
        var isNegative = word.StartsWith("-"u8);
        word = word.TrimStart("+-"u8);
        if (word.IsEmpty || !(char.IsAsciiDigit((char)word[0]) || word[0] == '.'))
        {
            throw Problem("a value is expected");
        }

        json.Write(isNegative ? "-"u8 : ""u8);
        json.Write(word[0] == '.' ? "0"u8 : ""u8);
        var point = word.IndexOf((byte)'.');
        var isBare = point >= 0 && (point + 1 == word.Length || !char.IsAsciiDigit((char)word[point + 1]));
        json.Write(isBare ? word[..(point + 1)] : word);
        if (isBare)
        {
            Put((byte)'0');
            json.Write(word[(point + 1)..]);
        }
    }

    private ReadOnlySpan<byte> Word()
    {
        var from = at;
        while (at < text.Length && text[at] is not ((byte)',' or (byte)':' or (byte)'}' or (byte)']' or (byte)')' or (byte)' ' or (byte)'\t' or (byte)'\'' or (byte)'"'))
        {
            at++;
        }

        return at > from ? text[from..at] : throw Problem("a value is expected");
    }

    private readonly bool StartsText()
    {
        var from = at;
        while (from < text.Length && from < at + 2 && text[from] is (byte)'u' or (byte)'U' or (byte)'b' or (byte)'B' or (byte)'r' or (byte)'R')
        {
            from++;
        }

        return from < text.Length && text[from] is (byte)'\'' or (byte)'"';
    }

    // Strings that follow each other are one string.
    private void Text()
    {
        Put((byte)'"');
        while (StartsText())
        {
            var isRaw = false;
            for (; text[at] is not ((byte)'\'' or (byte)'"'); at++)
            {
                isRaw |= text[at] is (byte)'r' or (byte)'R';
            }

            Quoted(text[at++], isRaw);
            SkipBlanks();
        }

        Put((byte)'"');
    }

    private void Quoted(byte quote, bool isRaw)
    {
        while (true)
        {
            if (at >= text.Length)
            {
                throw Problem("the text has no closing quote");
            }

            var value = text[at++];
            if (value == quote)
            {
                return;
            }

            if (value == '\\' && !isRaw)
            {
                Escape();
            }
            else if (value is (byte)'"' or (byte)'\\' or < 0x20)
            {
                Unit(value);
            }
            else
            {
                Put(value);
            }
        }
    }

    private void Escape()
    {
        if (at >= text.Length)
        {
            throw Problem("the text ends in a backslash");
        }

        var value = text[at++];
        switch (value)
        {
            case (byte)'n': Unit('\n'); break;
            case (byte)'t': Unit('\t'); break;
            case (byte)'r': Unit('\r'); break;
            case (byte)'a': Unit(7); break;
            case (byte)'b': Unit(8); break;
            case (byte)'f': Unit(12); break;
            case (byte)'v': Unit(11); break;
            case (byte)'x': CodePoint(Digits(2, 16)); break;
            case (byte)'u': CodePoint(Digits(4, 16)); break;
            case (byte)'U': CodePoint(Digits(8, 16)); break;
            case >= (byte)'0' and <= (byte)'7':
                at--;
                CodePoint(Digits(3, 8));
                break;
            case (byte)'\'': Put(value); break;
            case (byte)'"' or (byte)'\\': Unit(value); break;
            default:
                Unit('\\');
                at--;
                break;
        }
    }

    // Octal escapes have up to three digits, the others exactly as many as asked for.
    private int Digits(int count, int radix)
    {
        var value = 0;
        for (var digit = 0; digit < count; digit++)
        {
            var one = at < text.Length && char.IsAsciiHexDigit((char)text[at]) ? Convert.ToInt32(((char)text[at]).ToString(), 16) : radix;
            if (one >= radix)
            {
                return radix == 8 && digit > 0 ? value : throw Problem("a digit is missing in an escape");
            }

            value = (value * radix) + one;
            at++;
        }

        return value;
    }

    private void CodePoint(int value)
    {
        if (value is < 0 or > 0x10ffff)
        {
            throw Problem("an escape names no character");
        }

        if (value > 0xffff)
        {
            Unit(0xd800 + ((value - 0x10000) >> 10));
            value = 0xdc00 + ((value - 0x10000) & 0x3ff);
        }

        Unit(value);
    }

    private void Unit(int unit)
    {
        Span<byte> escape = stackalloc byte[6];
        _ = Encoding.ASCII.GetBytes($"\\u{unit:x4}", escape);
        json.Write(escape);
    }

    private void SkipBlanks()
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }
    }

    private readonly byte Peek() => at < text.Length ? text[at] : throw Problem("the value has no end");

    private void Expect(byte value)
    {
        SkipBlanks();
        if (Peek() != value)
        {
            throw Problem($"'{(char)value}' is expected");
        }

        at++;
    }

    private readonly void Put(byte value)
    {
        json.GetSpan(1)[0] = value;
        json.Advance(1);
    }

    private readonly FormatException Problem(string what) => new($"no Python literal: {what} at byte {at:N0}");
}
