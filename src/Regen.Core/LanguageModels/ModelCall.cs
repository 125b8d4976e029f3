using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>One request sent once through a chat client, with a time limit; every failure that belongs to a server comes back as a <see cref="ModelCallException"/>.</summary>
internal sealed class ModelCall(LanguageModelConfig model, IChatClient client)
{
    private readonly ConcurrentDictionary<(string Schema, string Name), ChatResponseFormat> formats = new();

    /// <param name="request">What is asked.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Ends it earlier.</param>
    /// <exception cref="ModelCallException">No answer came.</exception>
    public async ValueTask<ModelAnswer> Send(ModelRequest request, CallDeadline limit, CancellationToken cancellation)
    {
        var passedOn = limit.Start(cancellation);
        try
        {
            ChatMessage[] messages = [new(ChatRole.System, request.System), new(ChatRole.User, request.User)];
            return Answer(await client.GetResponseAsync(messages, Options(request), limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ModelCallException(AttemptKind.TimedOut, $"no answer within {limit.Timeout.TotalSeconds:0} s");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw new ModelCallException(AttemptKind.Closed, CleanText.OneLine(problem.Message));
        }
        finally
        {
            await passedOn.DisposeAsync().ConfigureAwait(false);
            limit.End();
        }
    }

    private ChatOptions Options(ModelRequest request) => Options(model, request, of => formats.GetOrAdd(of, Format));

    /// <summary>What a request is sent with, directly or in a batch. Equal texts that are drawn several times get a seed each, or a server that honours seeds would answer them alike.</summary>
    internal static ChatOptions Options(LanguageModelConfig model, ModelRequest request, Func<(string Schema, string Name), ChatResponseFormat>? format = null)
    {
        var sampling = model.Sampling;
        return new ChatOptions
        {
            ModelId = model.Model,
            Temperature = (float?)sampling.Temperature,
            TopP = (float?)sampling.TopP,
            Seed = DrawSeed(sampling.Seed, request.Draw),
            MaxOutputTokens = TokenEstimate.OutputLimit(request, sampling),
            ResponseFormat = model.Schema && request.Schema is { } schema ? (format ?? Format)((schema, request.SchemaName)) : null,
            AdditionalProperties = request.Draw.Length == 0 ? null : new AdditionalPropertiesDictionary { ["draw"] = request.Draw },
        };
    }

    /// <summary>The configured seed for a request's only answer; for a draw a seed derived from both, not negative; null for none.</summary>
    internal static int? DrawSeed(int? seed, string draw) =>
        seed is { } given && draw.Length > 0 ? (int)(SeededRandom.Derive(given, "draw", draw) & int.MaxValue) : seed;

    private static ChatResponseFormat Format((string Schema, string Name) of) =>
        ChatResponseFormat.ForJsonSchema(JsonSerializer.Deserialize<JsonElement>(of.Schema), of.Name);

    private static ModelAnswer Answer(ChatResponse response) => new()
    {
        Text = CleanText.Clean(response.Text),
        ReportedModel = response.ModelId is { } name ? CleanText.OneLine(name) : null,
        FinishReason = response.FinishReason is { } reason ? CleanText.OneLine(reason.Value) : null,
        InputTokens = Count(response.Usage?.InputTokenCount),
        OutputTokens = Count(response.Usage?.OutputTokenCount),
    };

    // A count below nothing or beyond any model's reach says nothing, and would upset the sums.
    private static long? Count(long? tokens) => tokens is >= 0 and <= 1_000_000_000 ? tokens : null;
}
