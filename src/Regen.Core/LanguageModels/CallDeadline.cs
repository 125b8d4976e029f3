using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels;

/// <summary>The time limit of one call after the other, by a source that is used again and again as long as no limit was reached. One call at a time.</summary>
internal sealed class CallDeadline(CallLimits limits) : IDisposable
{
    private CancellationTokenSource source = new();

    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(limits.TimeoutSeconds);

    public CancellationToken Token => source.Token;

    /// <summary>Starts the time, and passes another cancellation on until what is returned is disposed of.</summary>
    public CancellationTokenRegistration Start(CancellationToken cancellation)
    {
        source.CancelAfter(Timeout);
        return cancellation.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    /// <summary>Ends the time; the registration is disposed of before.</summary>
    public void End()
    {
        if (!source.TryReset())
        {
            source.Dispose();
            source = new CancellationTokenSource();
        }
    }

    public void Dispose() => source.Dispose();
}
