namespace Regen.Core.LanguageModels;

/// <summary>What became of an attempt: one request sent once. The ledger's lines are of these kinds.</summary>
public enum AttemptKind
{
    /// <summary>Set aside in the budget before it is sent.</summary>
    Reserved,

    /// <summary>An answer came; whether it can be read is another matter.</summary>
    Answered,

    /// <summary>Too many requests (429).</summary>
    RateLimited,

    /// <summary>The server failed (5xx, 408, 409, 425).</summary>
    ServerError,

    /// <summary>No whole answer in time.</summary>
    TimedOut,

    /// <summary>The answer's body ended early, or was longer than what is read.</summary>
    Cut,

    /// <summary>The answer's envelope is no JSON of the protocol.</summary>
    Broken,

    /// <summary>The connection could not be made or was closed.</summary>
    Closed,

    /// <summary>The server refused this request for good (400 and other 4xx).</summary>
    Refused,

    /// <summary>The server refuses every request: no access, no such route or model, a redirect (401, 403, 404, 3xx).</summary>
    Forbidden,

    /// <summary>Under way when the run was ended; it may have cost something.</summary>
    Cancelled,

    /// <summary>Reserved and never sent: it counts for nothing.</summary>
    Unsent,

    /// <summary>Reserved by a process that died before it settled: counted as sent and paid for.</summary>
    Lost,
}
