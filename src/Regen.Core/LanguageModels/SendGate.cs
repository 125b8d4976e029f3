using System.Diagnostics;

namespace Regen.Core.LanguageModels;

/// <summary>
/// How many errands may hold a reservation: those under way, and ahead of them a tenth of a second's worth of the rate so far, so
/// that a fast server never waits for commits, and a kill loses few reservations at a slow one. The others wait, the oldest first.
/// </summary>
/// <param name="concurrency">Attempts under way at most.</param>
/// <param name="admit">Called with an errand whose turn it is, outside the lock; it must not call <see cref="Leave"/> before it returns.</param>
internal sealed class SendGate(int concurrency, Action<Errand> admit)
{
    private const int LeastAhead = 8;
    private const int MostAhead = 4096;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly PriorityQueue<Errand, long> waiting = new();
    private int inside;
    private int ahead = LeastAhead;
    private long periodStart = Stopwatch.GetTimestamp();
    private int sentInPeriod;

    public void Enter(Errand errand)
    {
        lock (gate)
        {
            if (inside >= concurrency + ahead)
            {
                waiting.Enqueue(errand, errand.Number);
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

        while (Next() is { } next)
        {
            admit(next);
        }
    }

    private Errand? Next()
    {
        lock (gate)
        {
            if (inside >= concurrency + ahead || !waiting.TryDequeue(out var next, out _))
            {
                return null;
            }

            inside++;
            return next;
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
