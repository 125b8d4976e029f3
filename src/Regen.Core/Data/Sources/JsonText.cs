using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Regen.Core.Data.Sources;

/// <summary>The text of a JSON string as UTF-8. Half a surrogate pair, which real files hold, becomes U+FFFD; so does U+0000.</summary>
internal static class JsonText
{
    /// <returns>The text of a string, or a number or Boolean as it is written; empty for anything else.</returns>
    public static ReadOnlySpan<byte> Utf8(JsonElement element, ArrayBufferWriter<byte> scratch)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return Utf8(JsonMarshal.GetRawUtf8Value(element)[1..^1], scratch);
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return JsonMarshal.GetRawUtf8Value(element);
            default:
                return [];
        }
    }

    /// <param name="raw">A JSON string without its quotes.</param>
    public static ReadOnlySpan<byte> Utf8(ReadOnlySpan<byte> raw, ArrayBufferWriter<byte> scratch)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return raw;
        }

        scratch.ResetWrittenCount();
        Unescape(raw, scratch);
        return scratch.WrittenSpan;
    }

    public static string Text(JsonElement element, ArrayBufferWriter<byte> scratch) => Encoding.UTF8.GetString(Utf8(element, scratch));

    private static void Unescape(ReadOnlySpan<byte> raw, ArrayBufferWriter<byte> text)
    {
        while (true)
        {
            var next = raw.IndexOf((byte)'\\');
            if (next < 0)
            {
                text.Write(raw);
                return;
            }

            text.Write(raw[..next]);
            var kind = raw[next + 1];
            raw = raw[(next + 2)..];
            if (kind == 'u')
            {
                raw = Hexadecimal(raw, text);
            }
            else
            {
                text.GetSpan(1)[0] = kind switch
                {
                    (byte)'n' => (byte)'\n',
                    (byte)'t' => (byte)'\t',
                    (byte)'r' => (byte)'\r',
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    _ => kind,
                };
                text.Advance(1);
            }
        }
    }

    private static ReadOnlySpan<byte> Hexadecimal(ReadOnlySpan<byte> raw, ArrayBufferWriter<byte> text)
    {
        var unit = Unit(raw);
        raw = raw[4..];
        var rune = Rune.ReplacementChar;
        if (char.IsHighSurrogate(unit) && raw.StartsWith("\\u"u8) && char.IsLowSurrogate(Unit(raw[2..])))
        {
            rune = new Rune(unit, Unit(raw[2..]));
            raw = raw[6..];
        }
        else if (unit != 0 && !char.IsSurrogate(unit))
        {
            rune = new Rune(unit);
        }

        text.Advance(rune.EncodeToUtf8(text.GetSpan(4)));
        return raw;
    }

    private static char Unit(ReadOnlySpan<byte> digits) =>
        (char)ushort.Parse(digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
