using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Regen.Core.Configuration;
using Regen.Core.LanguageModels;

namespace Regen.Core.Tests.LanguageModels;

/// <summary>Small questions, and a chat client that answers as a test says.</summary>
internal static class Talk
{
    public static LanguageModelConfig Scripted { get; } = new() { Provider = "scripted", Limits = new CallLimits { Concurrency = 4, Attempts = 3 } };

    public static DirectOptions Fast { get; } = new() { RetryDelay = TimeSpan.FromMilliseconds(1) };

    public static LanguageModelConfig Server(string address, int concurrency = 8) => new()
    {
        Provider = "openai",
        Endpoint = address,
        Model = "tiny",
        Limits = new CallLimits { Concurrency = concurrency, Attempts = 12, TimeoutSeconds = 2, RetryAfterSeconds = 1 },
    };

    public static ModelRequest Request(string user, string draw = "") => new() { Place = "place/" + user, Prompt = "p.v1", System = "Be short.", User = user, Draw = draw };

    public static Question<string> Question(string user) => new(Request(user), static answer => Reading.Of(answer.Text));

    public static IEnumerable<Question<string>> Questions(int count) => Enumerable.Range(0, count).Select(static number => Question($"q{number}"));

    public static async Task<List<Outcome<string>>> All(this IInterviewer interviewer, IEnumerable<Question<string>> questions, CancellationToken stop = default)
    {
        var outcomes = new List<Outcome<string>>();
        await foreach (var outcome in interviewer.Ask(questions, cancellation: stop).ConfigureAwait(false))
        {
            outcomes.Add(outcome);
        }

        return outcomes;
    }

    /// <summary>Reserves as an interviewer does: waits until it is on the disk, or for room; false where there is none for good.</summary>
    public static async Task<bool> Reserve(this IRunStore store, long cost, Budget budget, CancellationToken stop)
    {
        while (true)
        {
            var (saved, room) = store.TryReserve(cost, budget, isUrgent: true);
            if (saved is null && room is null)
            {
                return false;
            }

            await (saved ?? room!).WaitAsync(stop).ConfigureAwait(false);
            if (saved is not null)
            {
                return true;
            }
        }
    }

    public static string Text(this Outcome<string> outcome) => Xunit.Assert.IsType<Outcome<string>.Answered>(outcome).Value;

    public static string Problem(this Outcome<string> outcome) => Xunit.Assert.IsType<Outcome<string>.Unanswered>(outcome).Problem;
}

/// <summary>A chat client that answers by a function of the user's text and the number of times it was asked.</summary>
internal sealed class FunctionClient(Func<string, int, string> answer) : IChatClient
{
    private readonly ConcurrentDictionary<string, int> asked = new();
    private int now;

    public IReadOnlyDictionary<string, int> Asked => asked;

    public int Calls => asked.Values.Sum();

    public int MostAtOnce { get; private set; }

    public TimeSpan Delay { get; init; }

    public Func<int, string?> Version { get; init; } = static _ => null;

    public UsageDetails? Usage { get; init; }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var user = messages.Last().Text;
        var time = asked.AddOrUpdate(user, 1, static (_, count) => count + 1);
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref now));
        try
        {
            await Task.Delay(Delay, cancellationToken).ConfigureAwait(false);
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(user, time))) { ModelId = Version(Calls), Usage = Usage };
        }
        finally
        {
            Interlocked.Decrement(ref now);
        }
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
