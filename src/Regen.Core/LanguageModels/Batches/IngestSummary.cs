namespace Regen.Core.LanguageModels.Batches;

/// <summary>What an ingest found. A key is counted once, in the best state that it has reached.</summary>
public sealed record IngestSummary
{
    /// <summary>Distinct keys of all rounds.</summary>
    public required long Asked { get; init; }

    /// <summary>Keys with a stored answer, whenever it came; the goal is <see cref="Asked"/>.</summary>
    public required long Answered { get; init; }

    /// <summary>Answers that this ingest stored.</summary>
    public required long Stored { get; init; }

    /// <summary>Of <see cref="Stored"/>: those that the server stopped at the limit of tokens. The question's own reader decides about them.</summary>
    public required long StoppedByLimit { get; init; }

    /// <summary>Keys whose only line is torn: the file was cut off or spoilt within it.</summary>
    public required long Torn { get; init; }

    /// <summary>Keys without an answer for which the server gave an error.</summary>
    public required long Failed { get; init; }

    /// <summary>The same by the server's code ("429", "content_filter", "empty").</summary>
    public required SortedDictionary<string, long> FailedByCode { get; init; }

    /// <summary>Keys of which no line speaks.</summary>
    public required long Missing { get; init; }

    /// <summary>Lines with a key that no file of this folder asked for.</summary>
    public required long Foreign { get; init; }

    /// <summary>Further answers to an answered key with the same text.</summary>
    public required long Doubled { get; init; }

    /// <summary>Further answers to an answered key with another text; the first stays.</summary>
    public required long Conflicting { get; init; }

    /// <summary>Lines that name no key and hold no answer.</summary>
    public required long Unattributed { get; init; }

    /// <summary>The first few of each kind, with file, line and what the server said.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Model versions that the answers report, with their counts; more than one is worth a look.</summary>
    public required SortedDictionary<string, long> ReportedModels { get; init; }
}
