namespace Regen.Core.LanguageModels;

/// <summary>How a single request ended: an answer, a problem, or neither where it belongs to another part of the work.</summary>
/// <param name="Answer">The answer; null where there is none.</param>
/// <param name="Problem">Why there is none; null where there is one, or where the request waits.</param>
internal sealed record Reply(ModelAnswer? Answer, string? Problem)
{
    public static Reply Elsewhere { get; } = new(null, null);
}

/// <summary>How an attempt, or the last of several, ended.</summary>
/// <param name="Answer">The answer; null where there is none.</param>
/// <param name="Stored">Done when the answer is on the disk; null where there is none.</param>
/// <param name="Failure">Why there is none; null where there is one, or where the budget had no room for the attempt.</param>
internal sealed record AttemptResult(ModelAnswer? Answer, Task? Stored, ModelCallException? Failure)
{
    public static AttemptResult OutOfBudget { get; } = new(null, null, null);

    public bool IsWorthRetrying => Failure?.Kind is AttemptKind.RateLimited or AttemptKind.ServerError or AttemptKind.TimedOut or AttemptKind.Cut or AttemptKind.Broken or AttemptKind.Closed;
}
