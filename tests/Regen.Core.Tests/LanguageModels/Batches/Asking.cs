using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.LanguageModels;
using Regen.Core.LanguageModels.Answers;
using Regen.Core.LanguageModels.Batches;

namespace Regen.Core.Tests.LanguageModels.Batches;

/// <summary>Questions, rounds and answer lines for the tests of batches.</summary>
internal static class Asking
{
    public const string Schema = """{"$schema":"x","type":"object","properties":{"text":{"type":"string"},"additionalProperties":{"$ref":"#/$defs/n"}},"required":["text"],"additionalProperties":false,"$defs":{"n":{"type":["integer","null"],"exclusiveMinimum":0}}}""";

    public static LanguageModelConfig Model { get; } = new()
    {
        Provider = "openai",
        Endpoint = "http://127.0.0.1:9/v1/",
        Model = "m",
        Sampling = new SamplingConfig { Temperature = 0.5, MaxOutputTokens = 64 },
        Prices = new PriceConfig { Input = 2, Output = 8 },
    };

    public static ModelRequest Request(int number) => new()
    {
        Place = $"critique/U{number}/1",
        Prompt = "critique.v1 3f5a",
        System = "Say it.",
        User = $"Item <{number}> of “é”\n",
        Schema = Schema,
        Draw = "rating 2",
    };

    public static Question<string> Question(int number) => new(
        Request(number),
        answer => AnswerReader.NamedTexts(answer.Text, [new NamedText("text", new TextLimits(100))]) is { IsGood: true } reading
            ? Reading.Of(reading.Value![0])
            : Reading.Bad<string>("no text"),
        (_, problem) => Request(number) with { Draw = "repair", User = problem + number });

    public static AnswerKey Key(int number) => AnswerKey.Of(Model, "", Request(number));

    public static async Task<(List<Outcome<string>> Outcomes, BatchRound? Round)> Ask(
        BatchFolder folder, IAnswerStore store, IEnumerable<Question<string>> questions, BatchOptions? options = null, LanguageModelConfig? model = null)
    {
        using var interviewer = new BatchInterviewer(folder, model ?? Model, store, options ?? new BatchOptions());
        var outcomes = new List<Outcome<string>>();
        await foreach (var outcome in interviewer.Ask(questions))
        {
            outcomes.Add(outcome);
        }

        return (outcomes, interviewer.Finish());
    }

    public static string Good(AnswerKey key, string text = "{\"text\":\"fine\"}", string reason = "stop") =>
        $$$$$"""{"id":"r","custom_id":"{{{{{key.Hex}}}}}","error":null,"response":{"status_code":200,"body":{"model":"m-1","choices":[{"message":{"role":"assistant","content":{{{{{JsonSerializer.Serialize(text)}}}}}},"finish_reason":"{{{{{reason}}}}}"}],"usage":{"prompt_tokens":10,"completion_tokens":5}}}}""";

    public static string Failed(AnswerKey key, int status = 429) =>
        $$$$$"""{"id":"r","custom_id":"{{{{{key.Hex}}}}}","response":{"status_code":{{{{{status}}}}},"body":{"error":{"message":"Rate limit"}}},"error":null}""";

    public static string GoodGemini(AnswerKey key, string text = "{\"text\":\"fine\"}") =>
        $$$$$"""{"key":"{{{{{key.Hex}}}}}","response":{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":{{{{{JsonSerializer.Serialize(text)}}}}}}],"role":"model"},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5,"thoughtsTokenCount":2},"modelVersion":"g-1"}}""";
}
