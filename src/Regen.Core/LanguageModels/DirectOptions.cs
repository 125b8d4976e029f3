using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>How a direct interviewer works, beyond its model's configuration.</summary>
public sealed record DirectOptions
{
    /// <summary>Version of a scripted model, which is part of its answers' keys; "" for servers.</summary>
    public string Script { get; init; } = "";

    /// <summary>What the store may spend over its whole life; none by default.</summary>
    public Budget Budget { get; init; } = new();

    /// <summary>Questions under way or waiting for their turn in the order of outcomes. Memory grows with it and with nothing else.</summary>
    public int Window { get; init; } = 4096;

    /// <summary>Asks only the requests of one part (by key, so that equal requests fall into the same part); the others stay Waiting unless they are stored.</summary>
    public WorkPart? Part { get; init; }

    /// <summary>How many questions there will be, for the time left; null where nobody knows.</summary>
    public long? ExpectedQuestions { get; init; }

    /// <summary>First wait before another attempt; it doubles from one to the next, with jitter.</summary>
    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);
}

/// <summary>What an interviewer has done since it was made.</summary>
public sealed record InterviewSummary
{
    /// <summary>Outcomes by kind; questions of another part are waiting.</summary>
    public required long Answered { get; init; }

    public required long Unreadable { get; init; }

    public required long Unanswered { get; init; }

    public required long Waiting { get; init; }

    /// <summary>Distinct requests whose answers were in the store already.</summary>
    public required long Found { get; init; }

    /// <summary>Attempts that failed, by kind; tried again or not.</summary>
    public required IReadOnlyDictionary<AttemptKind, long> Failed { get; init; }

    /// <summary>Versions of the model that the server reported, stored answers included, in the order of their first answer. More than one: it changed within the run.</summary>
    public required IReadOnlyList<string> ReportedModels { get; init; }

    /// <summary>The store's sums, earlier runs included.</summary>
    public required LedgerTotals Ledger { get; init; }
}
