using System.Text.Json;
using System.Text.RegularExpressions;

namespace Regen.Core.Generation.Scripted;

/// <summary>What a request's text says: its fenced blocks, and the answer's schema behind them. A scripted writer sees nothing else.</summary>
internal sealed partial class RequestText
{
    private readonly Dictionary<string, string> blocks = [];

    private RequestText(JsonElement schema) => Schema = schema;

    /// <summary>The JSON schema after the last block.</summary>
    public JsonElement Schema { get; }

    /// <returns>The lines of a block; "" where there is none.</returns>
    public string this[string name] => blocks.GetValueOrDefault(name, "");

    /// <returns>Null for a text that has no schema.</returns>
    public static RequestText? Parse(string text)
    {
        List<(string Name, string Content, int End)> found = [];
        var at = 0;
        while (Begin().Match(text, at) is { Success: true } begin)
        {
            var from = begin.Index + begin.Length;
            var close = $"\n[end {begin.Groups[1].Value} {begin.Groups[2].Value}]";
            var end = text.IndexOf(close, from, StringComparison.Ordinal);
            if (end < 0)
            {
                break;
            }

            found.Add((begin.Groups[2].Value, text[from..end], end));
            at = end + close.Length;
        }

        var last = found.FindLastIndex(block => block.Name != "previous");
        var behind = last < 0 ? text : text[found[last].End..];
        if (SchemaIn(behind) is not { } schema)
        {
            return null;
        }

        var request = new RequestText(schema);
        foreach (var (name, content, _) in found)
        {
            request.blocks.TryAdd(name, content);
        }

        return request;
    }

    // A line that is a JSON object with properties.
    private static JsonElement? SchemaIn(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("{\"", StringComparison.Ordinal) && AnswerReading.Object(line) is { IsGood: true, Value: var value } && value.TryGetProperty("properties", out _))
            {
                return value;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^\[begin ([0-9a-f]{16}) (\w+)\]\n", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Begin();
}
