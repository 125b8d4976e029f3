using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Regen.Core.Configuration;
using Regen.Core.LanguageModels.Answers;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>A request as a line of a batch file; what is not configured is not in it.</summary>
internal static class RequestLine
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The line, without its line feed. Equal input gives equal bytes.</returns>
    public static ReadOnlyMemory<byte> Write(BatchFormat format, AnswerKey key, LanguageModelConfig model, ModelRequest request)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            if (format == BatchFormat.Gemini)
            {
                WriteGemini(json, key, model, request);
            }
            else
            {
                WriteOpenAI(json, key, model, request);
            }
        }

        return bytes.WrittenMemory;
    }

    /// <summary>Reads system and user texts back.</summary>
    /// <exception cref="JsonException">The line is not one of ours.</exception>
    public static (string System, string User) Texts(BatchFormat format, ReadOnlyMemory<byte> line)
    {
        using var json = JsonDocument.Parse(line);
        if (format == BatchFormat.Gemini)
        {
            var request = json.RootElement.GetProperty("request");
            return (request.TryGetProperty("systemInstruction", out var system) ? Part(system) : "", Part(request.GetProperty("contents")[0]));
        }

        var messages = json.RootElement.GetProperty("body").GetProperty("messages");
        var user = messages[messages.GetArrayLength() - 1].GetProperty("content").GetString()!;
        return (messages.GetArrayLength() > 1 ? messages[0].GetProperty("content").GetString()! : "", user);
    }

    private static string Part(JsonElement content) => content.GetProperty("parts")[0].GetProperty("text").GetString()!;

    private static void WriteOpenAI(Utf8JsonWriter json, AnswerKey key, LanguageModelConfig model, ModelRequest request)
    {
        json.WriteStartObject();
        json.WriteString("custom_id", key.Hex);
        json.WriteString("method", "POST");
        json.WriteString("url", "/v1/chat/completions");
        json.WritePropertyName("body");
        ChatMessage[] messages = request.System.Length == 0
            ? [new(ChatRole.User, Whole(request.User))]
            : [new(ChatRole.System, Whole(request.System)), new(ChatRole.User, Whole(request.User))];
        ChatJson.WriteRequest(json, model.Model, messages, ModelCall.Options(model, request));
        json.WriteEndObject();
    }

    private static void WriteGemini(Utf8JsonWriter json, AnswerKey key, LanguageModelConfig model, ModelRequest request)
    {
        json.WriteStartObject();
        json.WriteString("key", key.Hex);
        json.WriteStartObject("request");
        json.WriteStartArray("contents");
        WriteContent(json, "user", request.User);
        json.WriteEndArray();
        if (request.System.Length > 0)
        {
            json.WritePropertyName("systemInstruction");
            WriteContent(json, null, request.System);
        }

        json.WriteStartObject("generationConfig");
        WriteNumbers(json, ModelCall.Options(model, request with { Schema = null })); // the schema follows in a dialect of its own
        if (model.Schema && request.Schema is { } schema)
        {
            json.WriteString("responseMimeType", "application/json");
            json.WritePropertyName("responseSchema");
            GeminiSchema.Of(schema).WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, string? role, string text)
    {
        json.WriteStartObject();
        if (role is not null)
        {
            json.WriteString("role", role);
        }

        json.WriteStartArray("parts");
        json.WriteStartObject();
        json.WriteString("text", Whole(text));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, ChatOptions options)
    {
        if (options.MaxOutputTokens is { } limit)
        {
            json.WriteNumber("maxOutputTokens", limit);
        }

        if (options.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        if (options.TopP is { } topP)
        {
            json.WriteNumber("topP", topP);
        }

        if (options.Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }
    }

    // UTF-8 has no halves of characters: U+FFFD is sent for one.
    private static string Whole(string text) => LenientText.Whole(new System.Text.StringBuilder(text));
}
