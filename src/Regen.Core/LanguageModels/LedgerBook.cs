namespace Regen.Core.LanguageModels;

/// <summary>Sums of the attempts of one kind; money in picodollars.</summary>
internal readonly record struct LedgerLine(AttemptKind Kind, long Attempts, long Reserved, long Cost, long InputTokens, long OutputTokens)
{
    public static LedgerLine operator +(LedgerLine a, LedgerLine b) => new(
        a.Kind, a.Attempts + b.Attempts, a.Reserved + b.Reserved, a.Cost + b.Cost, a.InputTokens + b.InputTokens, a.OutputTokens + b.OutputTokens);
}

/// <summary>
/// The budget's arithmetic: what was reserved, what was settled, and the lines that are not on the disk yet. Attempts are
/// summed by kind, so that its size does not grow with them. Its owner's lock guards it.
/// </summary>
internal sealed class LedgerBook
{
    private readonly LedgerLine[] sums = new LedgerLine[Enum.GetValues<AttemptKind>().Length];
    private readonly LedgerLine[] unsaved;
    private LedgerLine ended;
    private TaskCompletionSource? settled;

    /// <param name="saved">Lines of earlier runs.</param>
    public LedgerBook(IEnumerable<LedgerLine> saved)
    {
        foreach (var line in saved)
        {
            Count(line);
        }

        unsaved = new LedgerLine[sums.Length];
        var open = Open;
        if (open.Attempts > 0)
        {
            Add(new LedgerLine(AttemptKind.Lost, open.Attempts, open.Reserved, open.Reserved, 0, 0));
        }
    }

    public bool HasUnsaved { get; private set; }

    public LedgerTotals Totals
    {
        get
        {
            var lost = sums[(int)AttemptKind.Lost].Attempts;
            return new LedgerTotals(AttemptsSoFar, lost, Open.Attempts, TokenEstimate.Dollars(CostSoFar), ended.InputTokens, ended.OutputTokens);
        }
    }

    private (long Attempts, long Reserved) Open
    {
        get
        {
            var reserved = sums[(int)AttemptKind.Reserved];
            return (reserved.Attempts - ended.Attempts, reserved.Reserved - ended.Reserved);
        }
    }

    private long AttemptsSoFar => sums[(int)AttemptKind.Reserved].Attempts - sums[(int)AttemptKind.Unsent].Attempts;

    private long CostSoFar => ended.Cost + Open.Reserved;

    /// <returns>null when it is reserved; what to wait for when open attempts may leave room; a finished task when nothing can.</returns>
    public Task? TryReserve(long cost, Budget budget)
    {
        var fits = (budget.MaxRequests is not { } most || AttemptsSoFar < most)
            && (budget.MaxCost is not { } dollars || CostSoFar + cost <= TokenEstimate.Picodollars(dollars));
        if (fits)
        {
            Add(new LedgerLine(AttemptKind.Reserved, 1, cost, 0, 0, 0));
            return null;
        }

        return Open.Attempts == 0 ? Task.CompletedTask : (settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Ends a reservation.</summary>
    public void Settle(LedgerLine line)
    {
        Add(line);
        settled?.SetResult();
        settled = null;
    }

    /// <returns>The lines since the last call.</returns>
    public LedgerLine[] TakeUnsaved()
    {
        LedgerLine[] lines = [.. unsaved.Where(static line => line.Attempts > 0)];
        Array.Clear(unsaved);
        HasUnsaved = false;
        return lines;
    }

    public IReadOnlyDictionary<AttemptKind, long> Counts() =>
        sums.Where(static line => line.Attempts > 0).ToDictionary(static line => line.Kind, static line => line.Attempts);

    private void Add(LedgerLine line)
    {
        Count(line);
        unsaved[(int)line.Kind] = line + unsaved[(int)line.Kind];
        HasUnsaved = true;
    }

    private void Count(LedgerLine line)
    {
        sums[(int)line.Kind] = line + sums[(int)line.Kind];
        if (line.Kind != AttemptKind.Reserved)
        {
            ended += line;
        }
    }
}
