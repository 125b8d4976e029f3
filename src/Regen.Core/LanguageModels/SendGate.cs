using System.Diagnostics;

namespace Regen.Core.LanguageModels;

/// <summary>
/// How many errands may hold a reservation: those under way, and ahead of them a tenth of a second's worth of the rate so far, so
/// that a fast server never waits for commits, and a kill loses few reservations at a slow one. The others wait, those that were tried before first, then the oldest.
/// A server that fails so many in a row that none may be there gets no new errands until it has answered one of those that it failed.
/// </summary>
/// <param name="concurrency">Attempts under way at most.</param>
/// <param name="patience">Failures in a row, and errands waiting for another attempt, before new ones are held back.</param>
/// <param name="admit">Called with an errand whose turn it is, outside the lock; it must not call <see cref="Leave"/> before it returns.</param>
internal sealed class SendGate(int concurrency, int patience, Action<Errand> admit)
{
    private const int LeastAhead = 8;
    private const int MostAhead = 4096;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly PriorityQueue<Errand, (bool IsFirstAttempt, long Number)> waiting = new();
    private int inside;
    private int ahead = LeastAhead;
    private long periodStart = Stopwatch.GetTimestamp();
    private int sentInPeriod;
    private int failedInRow;
    private int retrying;

    // Those that wait for another attempt decide: they get an answer, or use up their attempts and so make room for new ones.
    private bool IsHolding => failedInRow >= patience && retrying >= patience;

    public void Enter(Errand errand)
    {
        lock (gate)
        {
            if (!HasRoom(errand))
            {
                waiting.Enqueue(errand, (errand.Again is null, errand.Number));
                return;
            }

            inside++;
        }

        admit(errand);
    }

    /// <param name="wasSent">The errand was put to the server, which counts for the rate.</param>
    public void Leave(bool wasSent)
    {
        lock (gate)
        {
            inside--;
            Count(wasSent ? 1 : 0);
        }

        AdmitNext();
    }

    /// <summary>The server answered.</summary>
    public void Answered()
    {
        if (Volatile.Read(ref failedInRow) == 0)
        {
            return;
        }

        lock (gate)
        {
            failedInRow = 0;
        }

        AdmitNext();
    }

    /// <summary>An attempt failed in a way that may pass.</summary>
    public void Failed()
    {
        lock (gate)
        {
            failedInRow++;
        }
    }

    /// <summary>An errand's first attempt failed; more will follow until <see cref="EndRetries"/>.</summary>
    public void BeginRetries()
    {
        lock (gate)
        {
            retrying++;
        }
    }

    public void EndRetries()
    {
        lock (gate)
        {
            retrying--;
        }

        AdmitNext();
    }

    private bool HasRoom(Errand errand) => inside < concurrency + ahead && !(IsHolding && errand.Again is null);

    private void AdmitNext()
    {
        while (Next() is { } next)
        {
            admit(next);
        }
    }

    private Errand? Next()
    {
        lock (gate)
        {
            if (!waiting.TryPeek(out var next, out _) || !HasRoom(next))
            {
                return null;
            }

            inside++;
            return waiting.Dequeue();
        }
    }

    private void Count(int sent)
    {
        sentInPeriod += sent;
        if (sentInPeriod > ahead || Stopwatch.GetElapsedTime(periodStart) >= Period)
        {
            ahead = Math.Max(ahead, Math.Clamp(sentInPeriod, LeastAhead, MostAhead));
            if (Stopwatch.GetElapsedTime(periodStart) >= Period)
            {
                (periodStart, sentInPeriod) = (Stopwatch.GetTimestamp(), 0);
            }
        }
    }
}
