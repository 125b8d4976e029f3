using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Regen.Core.LanguageModels.Answers;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>What one line of an answer file says.</summary>
internal abstract partial record AnswerLine
{
    /// <summary>Longest answer that is kept, in UTF-16 units.</summary>

    private const int MaxMessage = 300;

    private AnswerLine()
    {
    }

    public sealed record Good(AnswerKey Key, ModelAnswer Answer) : AnswerLine;

    /// <param name="Key">null where the server does not say whose failure it is.</param>
    public sealed record Failed(AnswerKey? Key, string Code, string Message) : AnswerLine;

    /// <param name="Key">null where not even the key is left.</param>
    public sealed record Torn(AnswerKey? Key, string Message) : AnswerLine;

    /// <summary>Reads a line of either form. Never throws: a server's bytes may be anything.</summary>
    public static AnswerLine Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            if (!Utf8.IsValid(line.Span))
            {
                return new Torn(KeyIn(line.Span), "the line is no UTF-8: it is spoilt");
            }

            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Parse(json.RootElement) : new Torn(null, "the line is no JSON object");
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException) // the latter for names with half a character
        {
            return new Torn(KeyIn(line.Span), "the line is no JSON: it is cut off or spoilt");
        }
    }

    /// <summary>Looks for a key where the line cannot be read.</summary>
    public static AnswerKey? KeyIn(ReadOnlySpan<byte> line) =>
        KeyPattern().Match(Encoding.Latin1.GetString(line)) is { Success: true } match ? AnswerKey.Read(match.Groups[1].Value) : null;

    private static AnswerLine Parse(JsonElement line)
    {
        var key = AnswerKey.Read(Text(line, "custom_id") ?? Text(line, "key"));
        var response = Member(line, "response");
        if (Member(line, "error") is { } error)
        {
            return Failure(key, error, Member(line, "status"));
        }

        if (response is not { } answer)
        {
            return new Torn(key, "the line holds neither an answer nor an error");
        }

        var body = Member(answer, "body") ?? answer;
        if (Member(answer, "status_code") is { ValueKind: JsonValueKind.Number } status && status.GetRawText() != "200")
        {
            return Failure(key, Member(body, "error") ?? body, status);
        }

        return Member(body, "candidates") is not null || Member(body, "promptFeedback") is not null ? Gemini(key, body) : OpenAI(key, body);
    }

    private static AnswerLine Failure(AnswerKey? key, JsonElement error, JsonElement? status)
    {
        var code = status is { ValueKind: JsonValueKind.Number or JsonValueKind.String } told ? told.ToString() : Word(error, "code") ?? Word(error, "status") ?? Word(error, "type");
        return new Failed(key, CleanText.OneLine(code ?? "error", 40), CleanText.OneLine(Text(error, "message") ?? error.GetRawText(), MaxMessage));
    }

    private static AnswerLine OpenAI(AnswerKey? key, JsonElement body)
    {
        if (First(body, "choices") is not { } choice || Member(choice, "message") is not { } message)
        {
            return new Torn(key, "the answer holds no message");
        }

        var reason = Text(choice, "finish_reason");
        if (Text(message, "refusal") is { Length: > 0 } refusal)
        {
            return new Failed(key, "refusal", CleanText.OneLine(refusal, MaxMessage));
        }

        return Reply(key, Text(message, "content") ?? "", reason, Text(body, "model"), Member(body, "usage"), ["prompt_tokens", "completion_tokens"]);
    }

    private static AnswerLine Gemini(AnswerKey? key, JsonElement body)
    {
        if (First(body, "candidates") is not { } candidate)
        {
            var blocked = Member(body, "promptFeedback") is { } feedback ? Text(feedback, "blockReason") : null;
            return new Failed(key, CleanText.OneLine(blocked ?? "blocked", 40), "the server gave no candidate");
        }

        var parts = Member(candidate, "content") is { } content && Member(content, "parts") is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().ToArray() : [];
        var text = string.Concat(parts.Where(static part => Member(part, "thought") is not { ValueKind: JsonValueKind.True }).Select(static part => Text(part, "text")));
        var reason = Text(candidate, "finishReason") switch
        {
            "STOP" => "stop",
            "MAX_TOKENS" => "length",
            var other => other,
        };
        return Reply(key, text, reason, Text(body, "modelVersion"), Member(body, "usageMetadata"), ["promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"]);
    }

    private static AnswerLine Reply(AnswerKey? key, string text, string? reason, string? reported, JsonElement? usage, string[] counts)
    {
        var isStopped = reason is null or "stop" or "length";
        var clean = CleanText.Clean(text);
        if (!isStopped || clean.Trim().Length == 0)
        {
            return new Failed(key, CleanText.OneLine(isStopped ? "empty" : reason!, 40), isStopped ? "the answer holds no text" : "the server stopped the answer");
        }

        return key is not { } known ? new Torn(null, "the answer names no key of ours") : new Good(known, new ModelAnswer
        {
            Text = clean,
            FinishReason = reason,
            ReportedModel = reported is null ? null : CleanText.OneLine(reported, MaxMessage),
            InputTokens = Count(usage, counts[0]),
            OutputTokens = counts[1..].Select(name => Count(usage, name)).Aggregate((sum, more) => more is null ? sum : (sum ?? 0) + more),
        });
    }

    private static JsonElement? Member(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonElement? First(JsonElement from, string name) =>
        Member(from, name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : null;

    private static string? Text(JsonElement from, string name) => Member(from, name) is { ValueKind: JsonValueKind.String } text ? Whole(text) : null;

    // System.Text.Json throws at an escaped surrogate without its partner, which a model can well say.
    private static string Whole(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return AnswerJson.Find(text.GetRawText())?.Text ?? "";
        }
    }

    private static string? Word(JsonElement from, string name) =>
        Member(from, name) is { ValueKind: JsonValueKind.Number or JsonValueKind.String } word ? word.ValueKind == JsonValueKind.String ? Whole(word) : word.GetRawText() : null;

    private static long? Count(JsonElement? usage, string name) =>
        usage is { } from && Member(from, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) ? count : null;

    [GeneratedRegex("\"(?:custom_id|key)\"\\s*:\\s*\"([0-9a-f]{64})\"")]
    private static partial Regex KeyPattern();
}
