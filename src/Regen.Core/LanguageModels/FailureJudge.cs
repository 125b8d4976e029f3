using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>Says what a request's last failure means, for the request and for the whole run. Thread safe.</summary>
internal sealed class FailureJudge(LanguageModelConfig model)
{
    /// <summary>So many requests in a row that used up their attempts, and no answer between them: nobody is there.</summary>
    private const int LeastHopeless = 32;

    private int hopeless;

    /// <summary>Requests in a row without an answer that end the run.</summary>
    public int Patience { get; } = Math.Max(LeastHopeless, model.Limits.Concurrency);

    /// <summary>Somebody has answered.</summary>
    public void Hope() => Volatile.Write(ref hopeless, 0);

    /// <exception cref="RegenException">No request of this run can be answered.</exception>
    public string Problem(ModelCallException failure)
    {
        if (failure.Kind == AttemptKind.Forbidden)
        {
            throw new RegenException(
                $"the server refuses every request: {failure.Message}",
                $"{model.Endpoint} ({model.Model})",
                model.KeyVariable is { } variable ? $"check the endpoint, the model's name, and the key in {variable}" : "check the endpoint and the model's name; if it wants a key, name the environment variable that holds it (key_variable)",
                failure);
        }

        var isRefused = !new AttemptResult(null, null, failure).IsWorthRetrying;
        if (!isRefused && Interlocked.Increment(ref hopeless) >= Patience)
        {
            throw new RegenException(
                $"{hopeless} requests in a row got no answer in {model.Limits.Attempts} attempts each; the last: {failure.Message}",
                $"{model.Endpoint} ({model.Model})",
                "look after the server, then give the same command again: what was answered is kept",
                failure);
        }

        return isRefused ? $"refused: {failure.Message}" : $"no answer in {model.Limits.Attempts} attempts: {failure.Message}";
    }
}
