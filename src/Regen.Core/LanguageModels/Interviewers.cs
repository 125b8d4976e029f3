using Microsoft.Extensions.AI;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>The common cases in one call each.</summary>
public static class Interviewers
{
    /// <summary>A client for the server that a configuration names. The key is read now, from its environment variable.</summary>
    /// <returns>A client whose owner disposes of it.</returns>
    /// <exception cref="RegenException">The configuration names a scripted model, its address is refused, or the key is missing.</exception>
    public static IChatClient Connect(LanguageModelConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Provider == "openai" && model.Model is not null ? new OpenAIChatClient(model) : throw new RegenException(
            $"the provider '{model.Provider}' has no server", "provider of the language model's configuration", "give openai with an endpoint and a model, or use the scripted model's own client");
    }

    /// <summary>An interviewer for any chat client: a server's (<see cref="Connect"/>), a scripted model, or a caller's own. Store and client stay the caller's.</summary>
    /// <exception cref="RegenException">The budget cannot be kept.</exception>
    public static DirectInterviewer Direct(LanguageModelConfig model, IAnswerStore store, IChatClient client, DirectOptions? options = null) => new(model, store, client, options);
}
