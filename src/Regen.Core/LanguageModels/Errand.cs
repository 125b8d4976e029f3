namespace Regen.Core.LanguageModels;

/// <summary>A request on its way: what it asks, what an attempt at it may cost, and who waits for its reply.</summary>
/// <param name="key">Key of its answer.</param>
/// <param name="request">What is asked.</param>
/// <param name="cancellation">Ends it wherever it is.</param>
internal sealed class Errand(AnswerKey key, ModelRequest request, CancellationToken cancellation)
{
    // Continuations run where the reply is given: a commit gives hundreds of replies, and a hop for each would cost more than most of them do.
    private readonly TaskCompletionSource<Reply> reply = new();

    public AnswerKey Key { get; } = key;

    public ModelRequest Request { get; } = request;

    public CancellationToken Cancellation { get; } = cancellation;

    public Task<Reply> Reply => reply.Task;

    /// <summary>Place in the order of beginning: whatever waits, the oldest goes first, retries before first attempts.</summary>
    public long Number { get; set; }

    /// <summary>What each attempt sets aside in the budget, in picodollars.</summary>
    public long Cost { get; set; }

    /// <summary>Input tokens by the estimate; 0 before the first attempt.</summary>
    public long InputTokens { get; set; }

    /// <summary>Takes the next attempt's result; null for the first attempt, whose result decides whether there are more.</summary>
    public TaskCompletionSource<AttemptResult>? Again { get; set; }

    public void End(Reply with) => reply.TrySetResult(with);

    public void Fail(Exception problem)
    {
        reply.TrySetException(problem);
        _ = reply.Task.Exception; // Seen, even where nobody waits any more.
    }
}

/// <summary>Oldest first.</summary>
internal sealed class ErrandOrder : IComparer<Errand>
{
    public int Compare(Errand? x, Errand? y) => (x?.Number ?? 0).CompareTo(y?.Number ?? 0);
}
