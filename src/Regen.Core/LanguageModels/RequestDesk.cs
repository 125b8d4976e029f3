using System.Collections.Concurrent;
using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels;

/// <summary>Where requests come in: equal ones are one, stored ones are looked up by windows, the rest is sent.</summary>
internal sealed class RequestDesk : IDisposable
{
    private readonly LanguageModelConfig model;
    private readonly DirectOptions options;
    private readonly IRunStore store;
    private readonly CallTally tally;
    private readonly Attempts attempts;
    private readonly ConcurrentDictionary<AnswerKey, Task<Reply>> underWay = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gathering = new();
    private List<(ModelRequest Request, TaskCompletionSource<Task<Reply>> Reply)>? gathered;
    private long found;

    public RequestDesk(LanguageModelConfig model, DirectOptions options, IRunStore store, ModelCall call, CallTally tally)
    {
        (this.model, this.options, this.store, this.tally) = (model, options, store, tally);
        attempts = new Attempts(model, options, store, call, tally, End, Fail);
    }

    /// <summary>Cancelled when the run cannot go on.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>Why the run cannot go on; null while it can.</summary>
    public Exception? Reason { get; private set; }

    public long Found => Interlocked.Read(ref found);

    /// <summary>Takes a window of requests in; replies come in any order.</summary>
    public Task<Reply>[] Ask(IReadOnlyList<ModelRequest> requests, CancellationToken cancellation)
    {
        var fresh = new List<Errand>();
        var replies = new Task<Reply>[requests.Count];
        for (var at = 0; at < requests.Count; at++)
        {
            var errand = new Errand(AnswerKey.Of(model, options.Script, requests[at]), requests[at], cancellation);
            replies[at] = underWay.GetOrAdd(errand.Key, errand.Reply);
            if (replies[at] == errand.Reply)
            {
                fresh.Add(errand);
            }
        }

        // An errand stands in the table before its key is looked up, and leaves it after its answer is stored: no equal request slips between.
        Begin(fresh);
        return replies;
    }

    /// <summary>One request more, looked up together with others of the next few milliseconds.</summary>
    public async Task<Reply> AskSoon(ModelRequest request, CancellationToken cancellation)
    {
        var turn = new TaskCompletionSource<Task<Reply>>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isFirst;
        lock (gathering)
        {
            isFirst = gathered is null;
            (gathered ??= []).Add((request, turn));
        }

        if (isFirst)
        {
            await Task.Delay(20, CancellationToken.None).ConfigureAwait(false);
            AskGathered(cancellation);
        }

        return await (await turn.Task.ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Ends when nothing is under way any more.</summary>
    public async Task Settled()
    {
        while (underWay.Values.FirstOrDefault() is { } one)
        {
            await one.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
            await Task.Yield();
        }
    }

    public void Dispose()
    {
        attempts.Dispose();
        stop.Dispose();
    }

    private void AskGathered(CancellationToken cancellation)
    {
        List<(ModelRequest Request, TaskCompletionSource<Task<Reply>> Reply)> taken;
        lock (gathering)
        {
            taken = gathered!;
            gathered = null;
        }

        try
        {
            var replies = Ask([.. taken.Select(static one => one.Request)], cancellation);
            for (var at = 0; at < replies.Length; at++)
            {
                taken[at].Reply.SetResult(replies[at]);
            }
        }
        catch (Exception problem)
        {
            taken.ForEach(one => one.Reply.TrySetException(problem));
        }
    }

    private void Begin(List<Errand> errands)
    {
        try
        {
            AnswerKey[] keys = [.. errands.Select(static errand => errand.Key)];
            var stored = store.Find(keys);
            var failed = store.FindFailures(keys);
            Interlocked.Add(ref found, stored.Count);
            foreach (var errand in errands)
            {
                if (stored.TryGetValue(errand.Key, out var answer))
                {
                    tally.Count(answer); // A run that goes on reports what an undisturbed one would.
                    End(errand, new Reply(answer, null));
                }
                else if (failed.TryGetValue(errand.Key, out var problem))
                {
                    End(errand, new Reply(null, problem));
                }
                else if (!IsMine(errand.Key))
                {
                    End(errand, Reply.Elsewhere);
                }
                else
                {
                    attempts.Begin(errand);
                }
            }
        }
        catch (Exception problem)
        {
            errands.ForEach(errand => Fail(errand, problem));
            throw;
        }
    }

    private bool IsMine(AnswerKey key) => options.Part is not { } part || (ulong)AnswerTables.Prefix(key) % (ulong)part.Count == (ulong)(part.Number - 1);

    private void End(Errand errand, Reply reply)
    {
        underWay.TryRemove(errand.Key, out _);
        errand.End(reply);
    }

    private void Fail(Errand errand, Exception problem)
    {
        if (problem is not OperationCanceledException)
        {
            Reason ??= problem;
            stop.Cancel();
        }

        underWay.TryRemove(errand.Key, out _);
        errand.Fail(problem);
    }
}
