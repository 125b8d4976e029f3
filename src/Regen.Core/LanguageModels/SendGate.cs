using System.Diagnostics;

namespace Regen.Core.LanguageModels;

/// <summary>
/// How many attempts may be under way, and how many more may hold a reservation while they wait for a place: a quarter second's
/// worth of the rate so far, so that a fast server never waits for commits, and a kill loses few reservations at a slow one.
/// </summary>
internal sealed class SendGate(int concurrency) : IDisposable
{
    private const int LeastAhead = 8;
    private const int MostAheadFactor = 8;

    private readonly SemaphoreSlim places = new(concurrency);
    private readonly SemaphoreSlim reservations = new(concurrency + LeastAhead);
    private readonly Lock gate = new();
    private int ahead = LeastAhead;
    private long windowStart = Stopwatch.GetTimestamp();
    private int sentInWindow;

    public Task EnterReservation(CancellationToken cancellation) => reservations.WaitAsync(cancellation);

    public void LeaveReservation() => reservations.Release();

    public async Task EnterPlace(CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation).ConfigureAwait(false);
        Count();
    }

    public void LeavePlace() => places.Release();

    public void Dispose()
    {
        places.Dispose();
        reservations.Dispose();
    }

    private void Count()
    {
        lock (gate)
        {
            sentInWindow++;
            if (Stopwatch.GetElapsedTime(windowStart) < TimeSpan.FromMilliseconds(250))
            {
                return;
            }

            var wanted = Math.Clamp(sentInWindow, LeastAhead, concurrency * MostAheadFactor);
            (windowStart, sentInWindow) = (Stopwatch.GetTimestamp(), 0);
            if (wanted > ahead)
            {
                reservations.Release(wanted - ahead);
                ahead = wanted;
            }
        }
    }
}
