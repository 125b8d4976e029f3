using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Regen.Core.Data.Sources;

/// <summary>Turns found JSON values into times, prices, categories and texts.</summary>
internal sealed class FieldValues(Mapping mapping)
{
    private readonly ArrayBufferWriter<byte> scratch = new(1024);
    private readonly ArrayBufferWriter<byte> joined = new(1024);

    /// <returns>Milliseconds since 1970, or null where the value is no time.</returns>
    public long? Time(JsonElement value) => Time(JsonText.Utf8(value, scratch));

    /// <inheritdoc cref="Time(JsonElement)"/>
    public long? Time(ReadOnlySpan<byte> text)
    {
        if (mapping.Reviews.TimeFormat is not ("seconds" or "milliseconds"))
        {
            return DateTime.TryParseExact(
                Encoding.UTF8.GetString(text), mapping.Reviews.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
                ? (long)(date - DateTime.UnixEpoch).TotalMilliseconds
                : null;
        }

        return Number(text) is { } number && Math.Abs(number) < 1e15
            ? mapping.Reviews.TimeFormat == "seconds" ? (long)Math.Floor(number) * 1000 : (long)Math.Floor(number)
            : null;
    }

    public double? Rating(JsonElement value) => Number(JsonText.Utf8(value, scratch));

    /// <returns>"$1,234.50" and 1234.5 alike; the lower end of "$10.00 - $12.00"; null for anything that starts otherwise.</returns>
    public double? Price(JsonElement value)
    {
        var text = JsonText.Utf8(value, scratch).Trim(" \t"u8);
        text = text.StartsWith("$"u8) ? text[1..] : text;
        var stop = text.IndexOfAny((byte)' ', (byte)'-');
        var low = Encoding.ASCII.GetString(stop > 0 ? text[..stop] : text).Replace(",", "", StringComparison.Ordinal);
        return low.Length < 20 && double.TryParse(low, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price > 0 ? price : null;
    }

    /// <returns>Levels from the root down, without empty ones.</returns>
    public List<string> Category(JsonElement value)
    {
        List<string> levels = [];
        if (mapping.Items.CategoryRoot is { } root)
        {
            levels.Add(root);
        }

        var path = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Array ? value[0] : value;
        var parts = path.ValueKind == JsonValueKind.Array
            ? path.EnumerateArray().Select(level => JsonText.Text(level, scratch))
            : mapping.Items.CategoryLevels is { } separator ? JsonText.Text(path, scratch).Split(separator) : [JsonText.Text(path, scratch)];
        levels.AddRange(parts.Select(level => level.Trim()).Where(level => level.Length > 0));
        return levels;
    }

    /// <summary>A text, or the paragraphs of a list joined by a space; empty where there is none. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return JsonText.Utf8(value, scratch).Trim(" \t\r\n"u8);
        }

        joined.ResetWrittenCount();
        foreach (var element in value.EnumerateArray())
        {
            var part = JsonText.Utf8(element, scratch).Trim(" \t\r\n"u8);
            if (!part.IsEmpty)
            {
                joined.Write(joined.WrittenCount > 0 ? " "u8 : ""u8);
                joined.Write(part);
            }
        }

        return joined.WrittenSpan;
    }

    /// <summary>One text or several options, as a JSON list of texts.</summary>
    public string? Options(JsonElement value)
    {
        string[] options = value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(option => JsonText.Text(option, scratch).Trim()).Where(option => option.Length > 0)]
            : [JsonText.Text(value, scratch).Trim()];
        return options is [] or [""] ? null : JsonSerializer.Serialize(options);
    }

    public static double? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out double number, out var used) && used == text.Length && double.IsFinite(number) ? number : null;
}
