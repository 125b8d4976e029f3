using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>What a round of batch files holds; written last, so a round without one was never finished.</summary>
public sealed record BatchManifest
{
    public required BatchFormat Format { get; init; }

    /// <summary>Whose answers are wanted, and how that server is reached. The key itself stands nowhere.</summary>
    public required LanguageModelConfig Model { get; init; }

    /// <summary>Requests, each with a key of its own.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests by prompt (name, version and SHA-256), by name.</summary>
    public required SortedDictionary<string, long> Prompts { get; init; }

    /// <summary>Distinct JSON schemas, in the order of their first use.</summary>
    public required IReadOnlyList<string> Schemas { get; init; }

    /// <summary>Estimate: a token for every four bytes of instructions, task and schema, and eight for the frame.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Each answer at its limit, or 1,024 where nothing limits it.</summary>
    public required long OutputTokensAtMost { get; init; }

    /// <summary>US dollars at the batch's share of the prices; null without prices.</summary>
    public required double? CostAtMost { get; init; }

    /// <summary>The same with a token for every byte, which no tokenizer passes: what a budget counts; null without prices.</summary>
    public required double? CostBound { get; init; }

    public required IReadOnlyList<BatchFile> Files { get; init; }

    internal static BatchManifest Read(string file) =>
        RunJson.Read<BatchManifest>(file, "restore the file, or remove the whole round and give the same command again");
}

/// <summary>A file of requests, and the one beside it that says what each is for.</summary>
/// <param name="Name">Name within the round.</param>
/// <param name="Lines">Requests.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Sha256">Of the file; lower-case hex.</param>
/// <param name="Places">Name of the file beside it.</param>
/// <param name="PlacesSha256">Of that one.</param>
public sealed record BatchFile(string Name, int Lines, long Bytes, string Sha256, string Places, string PlacesSha256);

/// <summary>A line of a places file: what cannot be read back from the request's own line.</summary>
internal sealed record PlaceLine(
    string Key, long Offset, int Bytes, string Place, string Prompt, string SchemaName, string Draw, int? Schema = null, int? MaxOutputTokens = null)
{
    /// <exception cref="RegenException">The line is damaged.</exception>
    public static PlaceLine Read(ReadOnlySpan<byte> line, string file)
    {
        try
        {
            if (JsonSerializer.Deserialize<PlaceLine>(line, RunJson.Line) is { } read && AnswerKey.Read(read.Key) is not null)
            {
                return read;
            }
        }
        catch (JsonException)
        {
            // Said below, as for a key that is none.
        }

        throw new RegenException("a line of the places file is damaged", file, "restore the file, or remove the whole round and give the same command again");
    }
}
