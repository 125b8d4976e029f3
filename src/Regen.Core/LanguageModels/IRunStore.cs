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

    /// <summary>Sets an attempt's cost aside where the budget has room for it.</summary>
    /// <param name="cost">Picodollars.</param>
    /// <param name="budget">What may be spent in all.</param>
    /// <param name="isUrgent">Somebody is idle until it is on the disk.</param>
    Reservation TryReserve(long cost, Budget budget, bool isUrgent);

    /// <summary>Ends a reservation; it is on the disk with the next commit.</summary>
    void Settle(LedgerLine line);
}

/// <summary>What became of a wish to reserve.</summary>
/// <param name="Saved">Done when the reservation is on the disk, and the attempt may be sent; null where the budget had no room.</param>
/// <param name="Room">Done when an attempt under way has been settled, after which there may be room; null where there is none for good.</param>
internal readonly record struct Reservation(Task? Saved, Task? Room);

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

    public Reservation TryReserve(long cost, Budget budget, bool isUrgent)
    {
        lock (gate)
        {
            var wait = book.TryReserve(cost, budget);
            return new Reservation(wait is null ? Task.CompletedTask : null, wait is { IsCompleted: false } ? wait : null);
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
