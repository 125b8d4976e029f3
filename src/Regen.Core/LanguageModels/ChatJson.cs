using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Regen.Core.LanguageModels;

/// <summary>OpenAI's chat protocol as bytes: a request's body, and what is read of an answer's.</summary>
internal static class ChatJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)? scratch;

    /// <summary>A request's body; what is not configured is not in it.</summary>
    public static byte[] Request(string model, IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var (bytes, json) = scratch ??= Scratch();
        bytes.ResetWrittenCount();
        json.Reset();
        WriteRequest(json, model, messages, options);
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The same into a larger document.</summary>
    public static void WriteRequest(Utf8JsonWriter json, string? model, IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, model);
        json.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role.Value);
            json.WriteString("content"u8, message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteOptions(json, options);
        json.WriteEndObject();
    }

    /// <exception cref="ModelCallException">It is no answer of the protocol.</exception>
    public static ChatResponse Response(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var choice = json.RootElement.GetProperty("choices")[0];
            var message = choice.GetProperty("message");
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, Text(message, "content") ?? Text(message, "refusal") ?? ""))
            {
                ModelId = Text(json.RootElement, "model"),
                FinishReason = Text(choice, "finish_reason") is { Length: > 0 } reason ? new ChatFinishReason(reason) : null,
                Usage = json.RootElement.TryGetProperty("usage", out var usage) ? Usage(usage) : null,
            };
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new ModelCallException(AttemptKind.Broken, $"the answer's body ({body.Length:N0} bytes) is no chat completion");
        }
    }

    /// <returns>The words of an error's body, whatever its form.</returns>
    public static string Error(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement[0] : json.RootElement;
            var error = root.GetProperty("error");
            return (error.ValueKind == JsonValueKind.String ? error.GetString() : Text(error, "message")) ?? "";
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 200)]);
        }
    }

    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json) Scratch()
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        return (bytes, new Utf8JsonWriter(bytes, Plain));
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static UsageDetails? Usage(JsonElement usage) => usage.ValueKind != JsonValueKind.Object ? null : new UsageDetails
    {
        InputTokenCount = Count(usage, "prompt_tokens"),
        OutputTokenCount = Count(usage, "completion_tokens"),
    };

    private static long? Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) ? count : null;

    private static void WriteOptions(Utf8JsonWriter json, ChatOptions options)
    {
        if (options.MaxOutputTokens is { } limit)
        {
            json.WriteNumber("max_completion_tokens"u8, limit);
        }

        if (options.Temperature is { } temperature)
        {
            json.WriteNumber("temperature"u8, temperature);
        }

        if (options.TopP is { } topP)
        {
            json.WriteNumber("top_p"u8, topP);
        }

        if (options.Seed is { } seed)
        {
            json.WriteNumber("seed"u8, seed);
        }

        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } format)
        {
            json.WriteStartObject("response_format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.WriteStartObject("json_schema"u8);
            json.WriteString("name"u8, format.SchemaName ?? "answer");
            json.WriteBoolean("strict"u8, true);
            json.WritePropertyName("schema"u8);
            schema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}
