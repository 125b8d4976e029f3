using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
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
        json.WriteStartObject("body");
        json.WriteString("model", model.Model);
        json.WriteStartArray("messages");
        WriteMessage(json, "system", request.System);
        WriteMessage(json, "user", request.User);
        json.WriteEndArray();
        WriteNumbers(json, model, request, ["max_completion_tokens", "temperature", "top_p", "seed"]);
        if (model.Schema && request.Schema is { } schema)
        {
            json.WriteStartObject("response_format");
            json.WriteString("type", "json_schema");
            json.WriteStartObject("json_schema");
            json.WriteString("name", request.SchemaName);
            json.WriteBoolean("strict", true);
            json.WritePropertyName("schema");
            using var document = JsonDocument.Parse(schema);
            document.RootElement.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, string role, string text)
    {
        if (role == "system" && text.Length == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", Whole(text));
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
        WriteNumbers(json, model, request, ["maxOutputTokens", "temperature", "topP", "seed"]);
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

    private static void WriteNumbers(Utf8JsonWriter json, LanguageModelConfig model, ModelRequest request, string[] names)
    {
        var sampling = model.Sampling;
        if ((request.MaxOutputTokens ?? sampling.MaxOutputTokens) is { } limit)
        {
            json.WriteNumber(names[0], limit);
        }

        if (sampling.Temperature is { } temperature)
        {
            json.WriteNumber(names[1], temperature);
        }

        if (sampling.TopP is { } topP)
        {
            json.WriteNumber(names[2], topP);
        }

        if (sampling.Seed is { } seed)
        {
            json.WriteNumber(names[3], seed);
        }
    }

    // UTF-8 has no halves of characters: U+FFFD is sent for one.
    private static string Whole(string text) => LenientText.Whole(new System.Text.StringBuilder(text));
}
