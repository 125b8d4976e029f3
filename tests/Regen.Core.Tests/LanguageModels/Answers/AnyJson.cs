using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Regen.Core.Domain;

namespace Regen.Core.Tests.LanguageModels.Answers;

/// <summary>Draws JSON values with the characters that readers trip over.</summary>
internal static class AnyJson
{
    private const string Characters = "ab z09\"'\\/{}[]:,#`<>“”‘’„\n\r\t\u0000\u0007\u001f\u007f\u2028éß漢\uFEFF-+.eE";

    public static JsonNode? Value(SeededRandom random, int depth = 0) => random.Next(depth > 4 ? 5 : 8) switch
    {
        0 => JsonValue.Create(Text(random)),
        1 => JsonValue.Create(random.Next(1000) - 500),
        2 => JsonValue.Create(random.NextGaussian() * Math.Pow(10, random.Next(40) - 20)),
        3 => JsonValue.Create(random.Next(2) == 0),
        4 => null,
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1))]),
        _ => Object(random, depth),
    };

    public static JsonObject Object(SeededRandom random, int depth = 0)
    {
        var made = new JsonObject();
        for (var count = random.Next(4); count >= 0; count--)
        {
            made[Text(random)] = Value(random, depth + 1);
        }

        return made;
    }

    public static string Text(SeededRandom random)
    {
        var text = new StringBuilder();
        for (var length = random.Next(12); length > 0; length--)
        {
            _ = random.Next(20) == 0 ? text.Append("😀") : text.Append(Characters[random.Next(Characters.Length)]);
        }

        return text.ToString();
    }

    public static string Write(JsonNode? value, SeededRandom random)
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = random.Next(2) == 0,
            Encoder = random.Next(2) == 0 ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        return value is null ? "null" : value.ToJsonString(options);
    }
}
