namespace Regen.Core.LanguageModels;

/// <summary>What an interviewer needs of a store beyond answers: the attempts' ledger, and requests that ended without an answer.</summary>
internal interface IRunStore : IAnswerStore
{
    LedgerTotals Totals { get; }

    /// <summary>Attempts of all runs by kind.</summary>
    IReadOnlyDictionary<AttemptKind, long> Attempts { get; }

    /// <summary>
    /// Like Add, for a caller that has looked the key up and is the only one to ask for it. The attempt's settlement is committed
    /// with its answer, so that a kill between them is not possible.
    /// </summary>
    Task AddNew(AnswerKey key, ModelRequest request, ModelAnswer answer, LedgerLine settlement);

    /// <summary>Keeps that a request got no answer, so that an equal one of this run is not sent again; a later run may.</summary>
    Task AddFailure(AnswerKey key, ModelRequest request, AttemptKind kind, string problem);

    /// <returns>Problems of those that failed since the store was opened.</returns>
    IReadOnlyDictionary<AnswerKey, string> FindFailures(IReadOnlyCollection<AnswerKey> keys);

    /// <summary>Sets an attempt's cost aside; done when that is on the disk, and the attempt may be sent.</summary>
    /// <returns>False where the budget has no room for it even after everything under way has been settled.</returns>
    Task<bool> Reserve(long cost, Budget budget, CancellationToken cancellation);

    /// <summary>Ends a reservation; it is on the disk with the next commit.</summary>
    void Settle(LedgerLine line);
}

/// <summary>A ledger and failures in memory, around a store that keeps answers alone.</summary>
internal sealed class PlainRunStore(IAnswerStore answers) : IRunStore
{
    private readonly Lock gate = new();
    private readonly LedgerBook book = new([]);
    private readonly Dictionary<AnswerKey, string> failures = [];

    public LedgerTotals Totals
    {
        get
        {
            lock (gate)
            {
                return book.Totals;
            }
        }
    }

    public IReadOnlyDictionary<AttemptKind, long> Attempts
    {
        get
        {
            lock (gate)
            {
                return book.Counts();
            }
        }
    }

    public IReadOnlyDictionary<AnswerKey, ModelAnswer> Find(IReadOnlyCollection<AnswerKey> keys) => answers.Find(keys);

    public Task Add(AnswerKey key, ModelRequest request, ModelAnswer answer) => answers.Add(key, request, answer);

    public Task AddNew(AnswerKey key, ModelRequest request, ModelAnswer answer, LedgerLine settlement)
    {
        Settle(settlement);
        return answers.Add(key, request, answer);
    }

    public Task AddFailure(AnswerKey key, ModelRequest request, AttemptKind kind, string problem)
    {
        lock (gate)
        {
            failures[key] = problem;
        }

        return Task.CompletedTask;
    }

    public IReadOnlyDictionary<AnswerKey, string> FindFailures(IReadOnlyCollection<AnswerKey> keys)
    {
        lock (gate)
        {
            return keys.Where(failures.ContainsKey).ToDictionary(static key => key, key => failures[key]);
        }
    }

    public async Task<bool> Reserve(long cost, Budget budget, CancellationToken cancellation)
    {
        while (true)
        {
            Task? wait;
            lock (gate)
            {
                wait = book.TryReserve(cost, budget);
            }

            if (wait is null || wait.IsCompleted)
            {
                return wait is null;
            }

            await wait.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public void Settle(LedgerLine line)
    {
        lock (gate)
        {
            book.Settle(line);
        }
    }

    /// <summary>The store within stays its owner's.</summary>
    public void Dispose()
    {
    }
}
