using System.Diagnostics;
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
    /// <summary>How long a commit waits for company at most, itself included; with its successor's start that stays below 50 ms.</summary>
    private const int GatherMilliseconds = 40;

    /// <summary>How long it waits where somebody is idle until it is done.</summary>
    private const int LeastMilliseconds = 4;

    /// <summary>Adds wait while so many rows wait for a commit.</summary>
    private const int MostWaiting = 16_384;

    private readonly string folder;
    private readonly DuckDBConnection connection;
    private readonly string store;
    private readonly string session;
    private readonly object gate = new();
    private readonly LedgerBook book;
    private readonly Thread thread;
    private readonly ManualResetEventSlim hurry = new();
    private long ledgerNumber;
    private Pending pending = new();
    private RegenException? broken;
    private volatile bool isClosing;

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
            while (pending.Count >= MostWaiting && broken is null)
            {
                Monitor.Wait(gate);
            }

            ThrowIfUnusable();
            pending.Add(row);
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

    /// <inheritdoc cref="IRunStore.TryReserve"/>
    public Reservation TryReserve(long cost, Budget budget, bool isUrgent)
    {
        lock (gate)
        {
            ThrowIfUnusable();
            if (book.TryReserve(cost, budget) is { } wait)
            {
                return new Reservation(null, wait.IsCompleted ? null : wait);
            }

            if (isUrgent && !hurry.IsSet)
            {
                hurry.Set();
            }

            Monitor.PulseAll(gate);
            return new Reservation(pending.Done.Task, null);
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
            hurry.Set();
            Monitor.PulseAll(gate);
        }

        thread.Join();
        hurry.Dispose();
    }

    private void WriteAll()
    {
        var took = TimeSpan.Zero;
        while (true)
        {
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
            }

            var time = Math.Clamp(GatherMilliseconds - (int)took.TotalMilliseconds, LeastMilliseconds, GatherMilliseconds);
            if (hurry.Wait(time) && !isClosing)
            {
                Thread.Sleep(LeastMilliseconds);
            }

            var start = Stopwatch.GetTimestamp();
            Write();
            took = Stopwatch.GetElapsedTime(start);
        }
    }

    private void Write()
    {
        Pending taken;
        LedgerLine[] lines;
        lock (gate)
        {
            (taken, pending) = (pending, new Pending());
            if (!isClosing)
            {
                hurry.Reset();
            }

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
        if (taken.New.Count > 0)
        {
            AnswerTables.Append(connection, taken.New, "answers");
        }

        if (taken.Others.Count > 0)
        {
            AnswerTables.AppendAbsent(connection, taken.Others.Values);
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
        /// <summary>Answers whose keys are known to be absent.</summary>
        public List<AnswerRow> New { get; } = [];

        /// <summary>Answers that are compared with the table, the first of each key.</summary>
        public Dictionary<AnswerKey, AnswerRow> Others { get; } = [];

        public List<FailureRow> Failures { get; } = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count => New.Count + Others.Count;

        public bool IsEmpty => Count == 0 && Failures.Count == 0;

        public void Add(AnswerRow row)
        {
            if (row.IsNew)
            {
                New.Add(row);
            }
            else
            {
                Others.TryAdd(row.Key, row);
            }
        }

        public void Fail(Exception problem)
        {
            Done.SetException(problem);
            _ = Done.Task.Exception; // Seen, even where nobody waits.
        }
    }
}
