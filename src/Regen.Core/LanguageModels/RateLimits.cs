using System.Threading.RateLimiting;
using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels;

/// <summary>Requests and tokens per minute. Each bucket holds a second's worth (at least one request), so that no minute sees more than its limit and a second.</summary>
internal sealed class RateLimits(CallLimits limits) : IDisposable
{
    private readonly TokenBucketRateLimiter? requests = Bucket(limits.RequestsPerMinute);
    private readonly TokenBucketRateLimiter? tokens = Bucket(limits.TokensPerMinute);
    private readonly int mostTokens = BucketSize(limits.TokensPerMinute ?? 1);

    /// <summary>Waits for a request's turn.</summary>
    /// <param name="tokenCount">Input and most output tokens, as providers count them. More than a second's worth wait for several seconds.</param>
    public async ValueTask Wait(long tokenCount, CancellationToken cancellation)
    {
        if (requests is not null)
        {
            using var turn = await requests.AcquireAsync(1, cancellation).ConfigureAwait(false);
        }

        for (var left = tokens is null ? 0 : tokenCount; left > 0; left -= mostTokens)
        {
            using var share = await tokens!.AcquireAsync((int)Math.Min(left, mostTokens), cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        requests?.Dispose();
        tokens?.Dispose();
    }

    private static int BucketSize(int perMinute) => Math.Max(1, perMinute / 60);

    private static TokenBucketRateLimiter? Bucket(int? perMinute) => perMinute is not { } limit ? null : new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
    {
        TokenLimit = BucketSize(limit),
        TokensPerPeriod = Math.Max(1, limit / 600),
        ReplenishmentPeriod = TimeSpan.FromMinutes(Math.Max(1, limit / 600) / (double)limit),
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
}
