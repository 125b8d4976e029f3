using System.Collections.Concurrent;
using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels;

/// <summary>Where requests come in: equal ones are one, stored ones are looked up by windows, the rest is sent.</summary>
internal sealed class RequestDesk(LanguageModelConfig model, DirectOptions options, IRunStore store, Attempts attempts) : IDisposable
{
    private readonly ConcurrentDictionary<AnswerKey, Task<Reply>> underWay = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gathering = new();
    private List<(ModelRequest Request, TaskCompletionSource<Task<Reply>> Reply)>? gathered;
    private long found;

    /// <summary>Cancelled when the run cannot go on.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>Why the run cannot go on; null while it can.</summary>
    public Exception? Reason { get; private set; }

    public long Found => Interlocked.Read(ref found);

    /// <summary>Takes a window of requests in; replies come in any order.</summary>
    public Task<Reply>[] Ask(IReadOnlyList<ModelRequest> requests, CancellationToken cancellation)
    {
        var fresh = new List<Entry>();
        var replies = new Task<Reply>[requests.Count];
        for (var at = 0; at < requests.Count; at++)
        {
            var entry = new Entry(AnswerKey.Of(model, options.Script, requests[at]), requests[at]);
            replies[at] = underWay.GetOrAdd(entry.Key, entry.Reply.Task);
            if (replies[at] == entry.Reply.Task)
            {
                fresh.Add(entry);
            }
        }

        // An entry stands in the table before its key is looked up, and leaves it after its answer is stored: no equal request slips between.
        Begin(fresh, cancellation);
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

    public void Dispose() => stop.Dispose();

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

    private void Begin(List<Entry> entries, CancellationToken cancellation)
    {
        try
        {
            AnswerKey[] keys = [.. entries.Select(static entry => entry.Key)];
            var stored = store.Find(keys);
            var failed = store.FindFailures(keys);
            Interlocked.Add(ref found, stored.Count);
            foreach (var entry in entries)
            {
                if (stored.TryGetValue(entry.Key, out var answer))
                {
                    End(entry, new Reply(answer, null));
                }
                else if (failed.TryGetValue(entry.Key, out var problem))
                {
                    End(entry, new Reply(null, problem));
                }
                else if (!IsMine(entry.Key))
                {
                    End(entry, Reply.Elsewhere);
                }
                else
                {
                    _ = Task.Run(() => Send(entry, cancellation), CancellationToken.None);
                }
            }
        }
        catch (Exception problem)
        {
            entries.ForEach(entry => Fail(entry, problem));
            throw;
        }
    }

    private bool IsMine(AnswerKey key) => options.Part is not { } part || (ulong)AnswerTables.Prefix(key) % (ulong)part.Count == (ulong)(part.Number - 1);

    private async Task Send(Entry entry, CancellationToken cancellation)
    {
        try
        {
            End(entry, await attempts.Put(entry.Key, entry.Request, cancellation).ConfigureAwait(false));
        }
        catch (Exception problem)
        {
            Fail(entry, problem);
        }
    }

    private void End(Entry entry, Reply reply)
    {
        underWay.TryRemove(entry.Key, out _);
        entry.Reply.TrySetResult(reply);
    }

    private void Fail(Entry entry, Exception problem)
    {
        if (problem is not OperationCanceledException)
        {
            Reason ??= problem;
            stop.Cancel();
        }

        underWay.TryRemove(entry.Key, out _);
        entry.Reply.TrySetException(problem);
        _ = entry.Reply.Task.Exception; // Seen, even where nobody waits any more.
    }

    private sealed record Entry(AnswerKey Key, ModelRequest Request)
    {
        public TaskCompletionSource<Reply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
