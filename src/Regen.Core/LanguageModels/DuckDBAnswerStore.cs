using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.LanguageModels;

/// <summary>
/// Answers, the attempts' ledger and requests without an answer in one DuckDB file of a folder (decision 0010). Commits are
/// gathered; lookups go by windows of keys, so that memory does not grow with the records. Thread safe; one process at a time.
/// </summary>
/// <remarks>After a failed commit nothing of it is in the store and every later call fails with the same words; opened again, it holds all that was committed.</remarks>
public sealed class DuckDBAnswerStore : IRunStore
{
    private readonly IDisposable folderLock;
    private readonly DuckDBConnection writer;
    private readonly DuckDBConnection reader;
    private readonly CommitQueue queue;
    private readonly string session = Guid.NewGuid().ToString();
    private readonly Lock reading = new();
    private readonly KeyFilter known = new();
    private KeyFilter? failed;
    private bool isDisposed;

    private DuckDBAnswerStore(string folder, IDisposable folderLock, DuckDBConnection connection)
    {
        (this.folderLock, writer) = (folderLock, connection);
        AnswerTables.Create(writer);
        var (version, id) = AnswerTables.Identity(writer);
        if (version != AnswerTables.Version)
        {
            throw new RegenException($"this store of answers has form {version}, and this version of Regen knows {AnswerTables.Version}", folder, "use the version of Regen that made it, or another folder");
        }

        AnswerTables.ReadPrefixes(writer, known.Add);
        reader = writer.Duplicate();
        queue = new CommitQueue(folder, writer, id, session);
    }

    /// <summary>Sums over all attempts of all runs, and how many a kill left open.</summary>
    public LedgerTotals Totals => queue.Totals;

    /// <summary>Attempts of all runs by what became of them.</summary>
    public IReadOnlyDictionary<AttemptKind, long> Attempts => queue.Attempts;

    /// <summary>Opens the store of a folder, which is made where it is missing.</summary>
    /// <exception cref="RegenException">Another process has it open, the disk is full, or the file is no store.</exception>
    public static DuckDBAnswerStore Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var folderLock = StoreLock.Take(folder);
        DuckDBConnection? connection = null;
        try
        {
            connection = DuckDBConnection.Open(Options(folder));
            return new DuckDBAnswerStore(folder, folderLock, connection);
        }
        catch (Exception problem)
        {
            connection?.Dispose();
            folderLock.Dispose();
            if (problem is DuckDBException)
            {
                throw Unusable(folder, problem);
            }

            throw;
        }
    }

    /// <summary>Takes the answers, ledgers and failures of other stores in; all or, where keys conflict, nothing. Merging twice changes nothing more.</summary>
    /// <param name="target">The store to add to; made where it is missing.</param>
    /// <param name="sources">The stores to add; they keep their answers, and what a kill left open in them is settled.</param>
    /// <exception cref="RegenException">A key has different texts in two stores; up to ten are named.</exception>
    public static MergeResult Merge(string target, IReadOnlyList<string> sources) => StoreMerge.Merge(target, sources);

    public IReadOnlyDictionary<AnswerKey, ModelAnswer> Find(IReadOnlyCollection<AnswerKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var likely = Likely(known, keys);
        return likely.Count == 0 ? new Dictionary<AnswerKey, ModelAnswer>() : Read(connection => AnswerTables.Find(connection, likely));
    }

    public Task Add(AnswerKey key, ModelRequest request, ModelAnswer answer) => Add(new AnswerRow(key, request, answer, Now(), IsNew: false));

    /// <summary>How many distinct keys are answered.</summary>
    public long CountAnswers() => Read(static connection => connection.Count("select count(distinct key) from answers"));

    /// <returns>Model versions that the server reported, with the number of answers of each; "" where it reported none.</returns>
    public IReadOnlyDictionary<string, long> ReportedModels() => Read(static connection => AnswerTables.ReportedModels(connection));

    /// <summary>Commits what is waiting and lets go.</summary>
    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        queue.Dispose();
        reader.Dispose();
        writer.Dispose();
        folderLock.Dispose();
    }

    Task IRunStore.AddNew(AnswerKey key, ModelRequest request, ModelAnswer answer, LedgerLine settlement) =>
        Add(new AnswerRow(key, request, answer, Now(), IsNew: true), settlement);

    Task IRunStore.AddFailure(AnswerKey key, ModelRequest request, AttemptKind kind, string problem)
    {
        Interlocked.CompareExchange(ref failed, new KeyFilter(), null);
        failed.Add(AnswerTables.Prefix(key));
        return queue.Add(new FailureRow(key, request, kind, problem, Now()));
    }

    IReadOnlyDictionary<AnswerKey, string> IRunStore.FindFailures(IReadOnlyCollection<AnswerKey> keys)
    {
        var likely = Volatile.Read(ref failed) is { } filter ? Likely(filter, keys) : [];
        return likely.Count == 0 ? new Dictionary<AnswerKey, string>() : Read(connection => AnswerTables.FindFailures(connection, likely, session));
    }

    Reservation IRunStore.TryReserve(long cost, Budget budget, bool isUrgent) => queue.TryReserve(cost, budget, isUrgent);

    void IRunStore.Settle(LedgerLine line) => queue.Settle(line);

    /// <returns>Mean output tokens of a prompt's answers, as reported; null where fewer than so many have it.</returns>
    internal double? MeanOutputTokens(string prompt, int least) => Read(connection => AnswerTables.MeanOutputTokens(connection, prompt, least));

    internal static DuckDBOptions Options(string folder) => new()
    {
        Path = Path.Combine(folder, "answers.duckdb"),
        MemoryLimit = "256MB",
        Threads = 1,
        TempDirectory = Path.Combine(folder, "tmp"),
    };

    internal static RegenException Unusable(string folder, Exception problem) => problem is RegenException { What: var what, Fix: var fix }
        ? new RegenException($"the store of answers cannot be used: {what}", folder, fix, problem)
        : new RegenException($"the store of answers cannot be used: {problem.Message}", folder, "look after the disk and the folder, then give the same command again: what was committed is kept", problem);

    private static List<AnswerKey> Likely(KeyFilter filter, IReadOnlyCollection<AnswerKey> keys) => [.. keys.Where(key => filter.MayHold(AnswerTables.Prefix(key)))];

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    // Known before it is written: a key that is looked up between the two is searched for, and one that is written is never passed over.
    private Task Add(AnswerRow row, LedgerLine? settlement = null)
    {
        known.Add(AnswerTables.Prefix(row.Key));
        return queue.Add(row, settlement);
    }

    private T Read<T>(Func<DuckDBConnection, T> read)
    {
        lock (reading)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return read(reader);
        }
    }
}
