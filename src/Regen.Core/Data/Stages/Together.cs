using System.Runtime.ExceptionServices;

namespace Regen.Core.Data.Stages;

/// <summary>Two pieces of work that need nothing of each other, side by side.</summary>
internal static class Together
{
    /// <inheritdoc cref="Run{TBeside, THere}"/>
    /// <returns>What the one beside gave.</returns>
    public static TBeside Run<TBeside>(Func<CancellationToken, TBeside> beside, Action<CancellationToken> here, CancellationToken stop) =>
        Run(beside, Quiet(here), stop).Beside;

    /// <summary>Runs one on a thread of its own beside the other, and ends when both have ended. Where one fails, the other is stopped.</summary>
    /// <exception cref="OperationCanceledException">Both were stopped from outside.</exception>
    /// <remarks>Throws what the first failure threw.</remarks>
    public static (TBeside Beside, THere Here) Run<TBeside, THere>(Func<CancellationToken, TBeside> beside, Func<CancellationToken, THere> here, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ExceptionDispatchInfo? failure = null;
        var other = Task.Factory.StartNew(() => Guard(beside), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var result = Guard(here);
        var second = other.GetAwaiter().GetResult();
        if (failure is not null)
        {
            stop.ThrowIfCancellationRequested();
            failure.Throw();
        }

        return (second!, result!);

        T? Guard<T>(Func<CancellationToken, T> work)
        {
            try
            {
                return work(ended.Token);
            }
#pragma warning disable CA1031 // Whatever it was, it is thrown when both have ended.
            catch (Exception problem)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(problem), null);
                ended.Cancel();
                return default;
            }
        }
    }

    private static Func<CancellationToken, bool> Quiet(Action<CancellationToken> work) => stop =>
    {
        work(stop);
        return true;
    };
}
