using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.LanguageModels;

/// <summary>
/// Gathers what is to be written, and commits it on a thread of its own: answers, failures and the ledger's lines of some
/// milliseconds in one transaction, so that thousands of records share one write to the disk.
/// </summary>
/// <remarks>After a failed commit every call fails with the same words.</remarks>
internal sealed class CommitQueue : IDisposable
{
    /// <summary>How long a commit waits for company. With the commit itself it stays below 50 ms.</summary>
    private const int GatherMilliseconds = 15;

    /// <summary>Adds wait while so many rows wait for a commit.</summary>
    private const int MostWaiting = 16_384;

    private readonly string folder;
    private readonly DuckDBConnection connection;
    private readonly string store;
    private readonly string session;
    private readonly object gate = new();
    private readonly LedgerBook book;
    private readonly Thread thread;
    private long ledgerNumber;
    private Pending pending = new();
    private RegenException? broken;
    private bool isClosing;

    /// <param name="folder">For messages.</param>
    /// <param name="connection">Used by this queue alone from now on.</param>
    /// <param name="store">The store's identity, which its ledger's lines carry.</param>
    /// <param name="session">This opening's identity, which its failures carry.</param>
    public CommitQueue(string folder, DuckDBConnection connection, string store, string session)
    {
        (this.folder, this.connection, this.store, this.session) = (folder, connection, store, session);
        ledgerNumber = connection.Count("select coalesce(max(number) + 1, 0) from ledger");
        book = new LedgerBook(AnswerTables.Ledger(connection));
        thread = new Thread(WriteAll) { IsBackground = true, Name = "answer store" };
        thread.Start();
    }

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

    private bool IsIdle => broken is not null || (pending.IsEmpty && !book.HasUnsaved);

    /// <summary>Done when the row is on the disk.</summary>
    /// <param name="row">An answer.</param>
    /// <param name="settlement">Committed with it; null for none.</param>
    public Task Add(AnswerRow row, LedgerLine? settlement = null)
    {
        lock (gate)
        {
            while (pending.Answers.Count >= MostWaiting && broken is null)
            {
                Monitor.Wait(gate);
            }

            ThrowIfUnusable();
            pending.Answers.TryAdd(row.Key, row);
            if (settlement is { } line)
            {
                book.Settle(line);
            }

            Monitor.PulseAll(gate);
            return pending.Done.Task;
        }
    }

    /// <inheritdoc cref="Add(AnswerRow, LedgerLine?)"/>
    public Task Add(FailureRow row)
    {
        lock (gate)
        {
            ThrowIfUnusable();
            pending.Failures.Add(row);
            Monitor.PulseAll(gate);
            return pending.Done.Task;
        }
    }

    /// <inheritdoc cref="IRunStore.Reserve"/>
    public async Task<bool> Reserve(long cost, Budget budget, CancellationToken cancellation)
    {
        while (true)
        {
            Task? wait;
            Task commit;
            lock (gate)
            {
                ThrowIfUnusable();
                wait = book.TryReserve(cost, budget);
                commit = pending.Done.Task;
                Monitor.PulseAll(gate);
            }

            if (wait is null)
            {
                await commit.ConfigureAwait(false);
                return true;
            }

            if (wait.IsCompleted)
            {
                return false;
            }

            await wait.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="IRunStore.Settle"/>
    public void Settle(LedgerLine line)
    {
        lock (gate)
        {
            book.Settle(line);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Commits what is waiting.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isClosing = true;
            Monitor.PulseAll(gate);
        }

        thread.Join();
    }

    private void WriteAll()
    {
        while (true)
        {
            bool isLast;
            lock (gate)
            {
                while (IsIdle && !isClosing)
                {
                    Monitor.Wait(gate);
                }

                if (IsIdle)
                {
                    return;
                }

                isLast = isClosing;
            }

            Thread.Sleep(isLast ? 0 : GatherMilliseconds);
            Write();
        }
    }

    private void Write()
    {
        Pending taken;
        LedgerLine[] lines;
        lock (gate)
        {
            (taken, pending) = (pending, new Pending());
            lines = book.TakeUnsaved();
            Monitor.PulseAll(gate);
        }

        try
        {
            Commit(taken, lines);
            taken.Done.SetResult();
        }
        catch (Exception problem)
        {
            Break(taken, DuckDBAnswerStore.Unusable(folder, problem));
        }
    }

    private void Commit(Pending taken, LedgerLine[] lines)
    {
        connection.Execute("begin transaction");
        AnswerTables.Append(connection, lines, store, ref ledgerNumber);
        if (taken.Answers.Values.Any(static row => row.IsNew))
        {
            AnswerTables.Append(connection, taken.Answers.Values.Where(static row => row.IsNew), "answers");
        }

        if (taken.Answers.Values.Any(static row => !row.IsNew))
        {
            AnswerTables.AppendAbsent(connection, taken.Answers.Values.Where(static row => !row.IsNew));
        }

        if (taken.Failures.Count > 0)
        {
            AnswerTables.Append(connection, taken.Failures, session);
        }

        connection.Execute("commit");
    }

    private void Break(Pending taken, RegenException problem)
    {
        lock (gate)
        {
            broken = problem;
            taken.Fail(problem);
            pending.Fail(problem);
            Monitor.PulseAll(gate);
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(isClosing, this);
        if (broken is { } problem)
        {
            throw new RegenException(problem.What, problem.Where, problem.Fix, problem);
        }
    }

    /// <summary>What the next commit takes, and the task of all who wait for it.</summary>
    private sealed class Pending
    {
        public Dictionary<AnswerKey, AnswerRow> Answers { get; } = [];

        public List<FailureRow> Failures { get; } = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsEmpty => Answers.Count == 0 && Failures.Count == 0;

        public void Fail(Exception problem)
        {
            Done.SetException(problem);
            _ = Done.Task.Exception; // Seen, even where nobody waits.
        }
    }
}
