using System.Text.Json;
using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>The JSON object of an answer: the whole text, or the first balanced braces in it.</summary>
internal static class AnswerReading
{
    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static Reading<JsonElement> Object(string text)
    {
        var problem = "it holds no JSON object";
        if (!text.Contains('{', StringComparison.Ordinal))
        {
            return Reading.Bad<JsonElement>(problem);
        }

        foreach (var candidate in Candidates(text))
        {
            try
            {
                using var document = JsonDocument.Parse(candidate, Options);
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                {
                    return Reading.Of(document.RootElement.Clone());
                }
            }
            catch (JsonException fault)
            {
                problem = $"its JSON is faulty: {fault.Message}";
            }
        }

        return Reading.Bad<JsonElement>(problem);
    }

    private static IEnumerable<string> Candidates(string text)
    {
        yield return text;
        var start = text.IndexOf('{');
        var (depth, isText) = (0, false);
        for (var at = Math.Max(0, start); start >= 0 && at < text.Length; at++)
        {
            var letter = text[at];
            if (isText)
            {
                isText = letter != '"';
                at += letter == '\\' ? 1 : 0;
                continue;
            }

            isText = letter == '"';
            depth += letter == '{' ? 1 : letter == '}' ? -1 : 0;
            if (letter == '}' && depth == 0)
            {
                yield return text[start..(at + 1)];
                yield break;
            }
        }
    }
}
