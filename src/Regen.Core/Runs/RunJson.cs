using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Regen.Core.Domain;

namespace Regen.Core.Runs;

/// <summary>The JSON of run folders: snake_case keys, all of them known and present, no numbers that are none.</summary>
internal static class RunJson
{
    public static JsonSerializerOptions Pretty { get; } = Make(isIndented: true);

    public static JsonSerializerOptions Line { get; } = Make(isIndented: false);

    /// <exception cref="RegenException">The file is missing, is no JSON, or lacks a key.</exception>
    public static T Read<T>(string file, string fix)
        where T : class
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize<T>(stream, Pretty) ?? throw new JsonException("the file says null");
        }
        catch (JsonException error)
        {
            throw new RegenException($"{Path.GetFileName(file)} is damaged: {Reason(error)}", file, fix, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"{Path.GetFileName(file)} cannot be read: {error.Message}", file, fix, error);
        }
    }

    // The reader counts lines from 0 and ends its message with a path that says little.
    private static string Reason(JsonException error)
    {
        var message = error.Message.Split(" Path: ")[0];
        return error.LineNumber is { } line ? $"line {line + 1}: {message}" : message;
    }

    private static JsonSerializerOptions Make(bool isIndented) => new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = isIndented,
        DefaultIgnoreCondition = isIndented ? JsonIgnoreCondition.Never : JsonIgnoreCondition.WhenWritingNull,
        NewLine = "\n",
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
