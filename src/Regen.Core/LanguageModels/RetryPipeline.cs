using Polly;
using Polly.Retry;
using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels;

/// <summary>When a failed attempt is made again.</summary>
internal static class RetryPipeline
{
    /// <summary>Exponential waits with jitter; a server's Retry-After up to its cap.</summary>
    public static ResiliencePipeline<AttemptResult> Of(CallLimits limits, TimeSpan delay)
    {
        if (limits.Attempts == 1)
        {
            return ResiliencePipeline<AttemptResult>.Empty;
        }

        var cap = TimeSpan.FromSeconds(limits.RetryAfterSeconds);
        return new ResiliencePipelineBuilder<AttemptResult>().AddRetry(new RetryStrategyOptions<AttemptResult>
        {
            MaxRetryAttempts = limits.Attempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = delay,
            MaxDelay = cap,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.IsWorthRetrying == true),
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.Failure?.RetryAfter is { } asked ? Capped(asked, cap) : (TimeSpan?)null),
        }).Build();
    }

    // Jitter on top of what the server asks for, or all that were refused together would come back together.
    private static TimeSpan? Capped(TimeSpan asked, TimeSpan cap) => (asked < cap ? asked : cap) * (1 + (0.1 * Random.Shared.NextDouble()));
}
