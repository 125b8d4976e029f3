using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.LanguageModels.Batches;

namespace Regen.Core.Workbench;

/// <summary>Who answers, where answers are kept, and what they may cost: the part of a request that generation and rating share.</summary>
public abstract record AnswerPlaces
{
    /// <summary>Folder of the answer store; null takes <c>answers</c> below the output folder.</summary>
    public string? Store { get; init; }

    /// <summary>Address of an OpenAI-compatible server in place of the file's model; with it goes <see cref="Model"/>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The model's name at that server.</summary>
    public string? Model { get; init; }

    /// <summary>Environment variable that holds the key; null leaves it to the file.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>What may be spent over the whole life of the store.</summary>
    public Budget Budget { get; init; } = new();

    /// <summary>Requests are written into batch files below the output folder; null asks directly.</summary>
    public BatchOptions? Batch { get; init; }

    /// <summary>Only this part of the users; each part has a store and an output of its own.</summary>
    public WorkPart? Part { get; init; }

    /// <summary>The file's model with what was said in its place.</summary>
    /// <exception cref="RegenException">An address without a model, or the other way round.</exception>
    internal LanguageModelConfig Applied(LanguageModelConfig configured)
    {
        if (Endpoint is null && Model is null)
        {
            return KeyVariable is null ? configured : configured with { KeyVariable = KeyVariable };
        }

        var model = configured with
        {
            Provider = "openai",
            Endpoint = Endpoint ?? configured.Endpoint,
            Model = Model ?? configured.Model,
            KeyVariable = KeyVariable ?? configured.KeyVariable,
        };
        return model.Endpoint is not null && model.Model is not null
            ? model
            : throw new RegenException("a server needs an address and a model", "--endpoint, --model", "give both, or write them into the file");
    }
}
