using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>
/// Puts questions to a chat client directly. Questions are taken in a bounded window ahead of the outcomes, on one thread other
/// than the caller's; every answer is stored before it is used. One <see cref="Ask"/> at a time. Store and client stay their owner's.
/// </summary>
public sealed class DirectInterviewer : IInterviewer, IDisposable
{
    private const int FirstChunk = 32;
    private const int MostChunk = 512;
    private const int LeastChunks = 4;

    private readonly DirectOptions options;
    private readonly LanguageModelConfig model;
    private readonly IRunStore store;
    private readonly CallTally tally = new();
    private readonly OutcomeTally outcomes = new();
    private readonly RequestDesk desk;
    private int asking;

    /// <exception cref="RegenException">The budget cannot be kept.</exception>
    public DirectInterviewer(LanguageModelConfig model, IAnswerStore store, IChatClient client, DirectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(client);
        (this.model, this.options) = (model, options ?? new DirectOptions());
        this.options.Budget.Check(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.Window, 1, nameof(options));
        this.store = store as IRunStore ?? new PlainRunStore(store);
        desk = new RequestDesk(model, this.options, this.store, new ModelCall(model, client), tally);
    }

    /// <summary>What has been done so far.</summary>
    public InterviewSummary Summary => new()
    {
        Answered = outcomes.Answered,
        Unreadable = outcomes.Unreadable,
        Unanswered = outcomes.Unanswered,
        Waiting = outcomes.Waiting,
        Found = desk.Found,
        Failed = tally.Failed,
        ReportedModels = tally.Models,
        Ledger = store.Totals,
    };

    /// <summary>So many questions are looked up together.</summary>
    private int Chunk => Math.Clamp(options.Window / LeastChunks, 1, MostChunk);

    /// <inheritdoc/>
    /// <exception cref="RegenException">No request can be answered (no access, no such model, nobody there), or answers cannot be stored.</exception>
    public async IAsyncEnumerable<Outcome<T>> Ask<T>(
        IEnumerable<Question<T>> questions, IProgress<WorkProgress>? progress = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(questions);
        if (Interlocked.Exchange(ref asking, 1) == 1)
        {
            throw new InvalidOperationException("one piece of work at a time: a second one needs an interviewer of its own");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, desk.Stopped);
        using var meter = new ProgressMeter($"asking {model.Model ?? model.Provider}", options.ExpectedQuestions ?? CountOf(questions), progress, () => Summary);
        var window = Channel.CreateBounded<Task<Outcome<T>>[]>(new BoundedChannelOptions(Math.Max(1, (options.Window / Chunk) - 1)) { SingleReader = true, SingleWriter = true });
        var producer = Task.Run(() => Produce(questions, window.Writer, stop.Token), CancellationToken.None);
        try
        {
            while (await Next(window.Reader, stop.Token, cancellation).ConfigureAwait(false) is { } chunk)
            {
                foreach (var question in chunk)
                {
                    var outcome = await Wait(question, stop.Token, cancellation).ConfigureAwait(false);
                    outcomes.Count(outcome);
                    meter.Count();
                    yield return outcome;
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await producer.ConfigureAwait(false);
            await desk.Settled().ConfigureAwait(false);
            asking = 0;
        }
    }

    public void Dispose() => desk.Dispose();

    private static long? CountOf<T>(IEnumerable<T> questions) => questions.TryGetNonEnumeratedCount(out var count) ? count : null;

    /// <returns>The next questions in order, under way; null after the last.</returns>
    private async Task<Task<Outcome<T>>[]?> Next<T>(ChannelReader<Task<Outcome<T>>[]> reader, CancellationToken stop, CancellationToken cancellation)
    {
        try
        {
            while (await reader.WaitToReadAsync(stop).ConfigureAwait(false))
            {
                if (reader.TryRead(out var chunk))
                {
                    return chunk;
                }
            }

            return null;
        }
        catch (Exception problem) when (ReasonOf(problem, cancellation) is { } reason)
        {
            throw reason;
        }
    }

    private async ValueTask<Outcome<T>> Wait<T>(Task<Outcome<T>> question, CancellationToken stop, CancellationToken cancellation)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            return await (question.IsCompletedSuccessfully ? question : question.WaitAsync(stop)).ConfigureAwait(false);
        }
        catch (Exception problem) when (ReasonOf(problem, cancellation) is { } reason)
        {
            throw reason;
        }
    }

    /// <returns>Why the run ended, for a person to be told once, whichever question it came by; null where the problem is another one.</returns>
    private Exception? ReasonOf(Exception problem, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested && desk.Reason is { } reason && (problem is OperationCanceledException || ReferenceEquals(problem, reason))
            ? reason is RegenException known ? new RegenException(known.What, known.Where, known.Fix, known) : reason
            : null;

    private async Task Produce<T>(IEnumerable<Question<T>> questions, ChannelWriter<Task<Outcome<T>>[]> window, CancellationToken stop)
    {
        try
        {
            var size = Math.Min(FirstChunk, Chunk);
            foreach (var chunk in Chunks(questions, () => size))
            {
                stop.ThrowIfCancellationRequested();
                var replies = desk.Ask([.. chunk.Select(static question => question.First)], stop);
                await window.WriteAsync([.. replies.Select((reply, at) => Resolve(chunk[at], reply, stop))], stop).ConfigureAwait(false);
                size = Math.Min(size * 2, Chunk);
            }

            window.Complete();
        }
        catch (Exception problem)
        {
            window.Complete(problem);
        }
    }

    private static IEnumerable<List<Question<T>>> Chunks<T>(IEnumerable<Question<T>> questions, Func<int> size)
    {
        var chunk = new List<Question<T>>();
        foreach (var question in questions)
        {
            chunk.Add(question);
            if (chunk.Count >= size())
            {
                yield return chunk;
                chunk = [];
            }
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }

    private async Task<Outcome<T>> Resolve<T>(Question<T> question, Task<Reply> first, CancellationToken stop)
    {
        var reply = await first.ConfigureAwait(false);
        if (reply.Answer is not { } answer)
        {
            return WithoutAnswer(question, reply);
        }

        var reading = question.Read(answer);
        if (reading.Problem is { } problem && question.Again is { } again)
        {
            reply = await desk.AskSoon(again(answer, problem), stop).ConfigureAwait(false);
            if (reply.Answer is not { } second)
            {
                return WithoutAnswer(question, reply);
            }

            (answer, reading) = (second, question.Read(second));
        }

        return reading.IsGood ? new Outcome<T>.Answered(question, reading.Value!, answer) : new Outcome<T>.Unreadable(question, reading.Problem!, answer);
    }

    private static Outcome<T> WithoutAnswer<T>(Question<T> question, Reply reply) =>
        reply.Problem is { } problem ? new Outcome<T>.Unanswered(question, problem) : new Outcome<T>.Waiting(question);
}
