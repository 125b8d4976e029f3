using System.Text.Json.Nodes;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>A JSON schema in the dialect of Gemini's responseSchema, which answers 400 to words that it does not know.</summary>
/// <remarks>Left out: $schema, $id, additionalProperties, exclusive bounds and the like. A $ref within the schema is put in its place.</remarks>
internal static class GeminiSchema
{
    private const int MaxDepth = 32; // of references within references, which may go round

    private static readonly HashSet<string> Known =
    [
        "type", "format", "title", "description", "nullable", "enum", "items", "minItems", "maxItems", "properties", "required",
        "minProperties", "maxProperties", "minLength", "maxLength", "pattern", "minimum", "maximum", "anyOf", "propertyOrdering",
    ];

    /// <exception cref="System.Text.Json.JsonException">The schema is no JSON.</exception>
    public static JsonNode Of(string schema)
    {
        var root = JsonNode.Parse(schema)!;
        return Strip(root, root, 0);
    }

    private static JsonNode Strip(JsonNode node, JsonNode root, int depth)
    {
        if (node is not JsonObject schema || depth > MaxDepth)
        {
            return new JsonObject();
        }

        if (schema["$ref"] is JsonValue reference)
        {
            return Follow(root, reference.ToString()) is { } target ? Strip(target, root, depth + 1) : new JsonObject();
        }

        var kept = new JsonObject();
        foreach (var (word, value) in schema)
        {
            if (word == "const" && value is not null)
            {
                kept["enum"] = new JsonArray(value.DeepClone());
            }
            else if (Known.Contains(word) && value is not null)
            {
                Keep(kept, word, value, root, depth + 1);
            }
        }

        return kept;
    }

    private static void Keep(JsonObject kept, string word, JsonNode value, JsonNode root, int depth)
    {
        switch (word, value)
        {
            case ("properties", JsonObject properties):
                kept[word] = new JsonObject(properties.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Key, Strip(one.Value!, root, depth))));
                break;
            case ("items", _):
                kept[word] = Strip(value, root, depth);
                break;
            case ("anyOf", JsonArray options):
                kept[word] = new JsonArray([.. options.Select(option => Strip(option!, root, depth))]);
                break;
            case ("type", JsonArray types): // ["string", "null"]
                kept[word] = types.Select(type => type!.ToString()).FirstOrDefault(type => type != "null") ?? "null";
                kept["nullable"] = types.Any(type => type!.ToString() == "null");
                break;
            default:
                kept[word] = value.DeepClone();
                break;
        }
    }

    private static JsonNode? Follow(JsonNode root, string reference)
    {
        JsonNode? at = reference.StartsWith('#') ? root : null;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = (at as JsonObject)?[step.Replace("~1", "/").Replace("~0", "~")];
        }

        return at;
    }
}
