using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.AI;
using Regen.Core.Text;

namespace Regen.Core.Rating.Scripted;

/// <summary>
/// A rater of our own that needs no network: it sees nothing but the request's text and judges by evidence in it. It exercises the
/// pipeline; its scores say nothing about REGEN.
/// </summary>
/// <remarks>
/// Equal requests and draws give equal answers. Two draws differ by a little noise, as two answers of a language model do; the draw
/// comes as <see cref="DrawProperty"/> of the options' additional properties. Thread safe.
/// </remarks>
public sealed class ScriptedRater : IChatClient
{
    /// <summary>Raised whenever a change of the script changes grades.</summary>
    public const string Version = "scripted-rater.v1";

    /// <summary>What stands under everything that it rated.</summary>
    public const string Caption = "scripted rater: exercises the pipeline, says nothing about REGEN";

    /// <summary>Name of the additional property that holds <see cref="LanguageModels.ModelRequest.Draw"/>.</summary>
    public const string DrawProperty = "draw";

    private const double Noise = 0.35;

    // The seven ratings of an output share their text; what a text is worth is worked out once as long as it stays in its slot.
    private readonly Opinion?[] recent = new Opinion?[256];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        var text = messages.LastOrDefault(static message => message.Role == ChatRole.User)?.Text ?? "";
        var draw = options?.AdditionalProperties?.TryGetValue(DrawProperty, out var value) == true ? value?.ToString() ?? "" : "";
        var answer = new ChatResponse(new ChatMessage(ChatRole.Assistant, Answer(text, draw))) { ModelId = Version, FinishReason = ChatFinishReason.Stop };
        return Task.FromResult(answer);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : null;

    public void Dispose()
    {
        // Holds nothing.
    }

    /// <returns>The answer to a request's text; one that says so where the text is no request to a rater.</returns>
    public string Answer(string text, string draw)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(draw);
        var hash = XxHash64.Of(MemoryMarshal.AsBytes(text.AsSpan()));
        if (Judge(text, hash) is not { } opinion)
        {
            return "This is no request to a rater.";
        }

        var random = new Domain.SeededRandom(hash ^ XxHash64.Of(MemoryMarshal.AsBytes(draw.AsSpan()), 1));
        var answer = new StringBuilder("By the words of the items, reviews and texts:\n");
        foreach (var (kind, attribute, worth) in opinion.Grades)
        {
            var grade = Math.Clamp((int)Math.Round(worth + (Noise * random.NextGaussian())), RatingScheme.Lowest, RatingScheme.Highest);
            answer.Append(CultureInfo.InvariantCulture, $"GRADE {kind} {attribute}: {grade}\n");
        }

        return answer.ToString();
    }

    private Opinion? Judge(string text, ulong hash)
    {
        var slot = hash % (ulong)recent.Length;
        if (Volatile.Read(ref recent[slot]) is { } known && known.Text == text)
        {
            return known;
        }

        if (SeenRequest.Parse(text) is not { } request)
        {
            return null;
        }

        var opinion = new Opinion(text, [.. Grades(request)]);
        Volatile.Write(ref recent[slot], opinion);
        return opinion;
    }

    private static IEnumerable<(string Kind, string Attribute, double Worth)> Grades(SeenRequest request)
    {
        var narratives = new NarrativeJudge(request);
        foreach (var (kind, text) in request.Outputs)
        {
            var critique = kind == RatingScheme.Critique ? CritiqueJudge.Of(request, text) : default;
            var narrative = kind == RatingScheme.Critique ? default : narratives.Of(text);
            foreach (var (_, attribute) in request.Asked.Where(asked => asked.Kind == kind))
            {
                yield return (kind, attribute, attribute switch
                {
                    "quality" => critique.Quality,
                    "specificity" => critique.Specificity,
                    "relevance" => critique.Relevance,
                    "veracity" => narrative.Veracity,
                    "personalization" => narrative.Personalization,
                    _ => narrative.Persuasiveness,
                });
            }
        }
    }

    private sealed record Opinion(string Text, (string Kind, string Attribute, double Worth)[] Grades);
}
