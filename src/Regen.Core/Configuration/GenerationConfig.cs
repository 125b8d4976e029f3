namespace Regen.Core.Configuration;

/// <summary>
/// What is written for a prepared corpus, by whom and under which rules: complete, without paths. Where the corpus lies, which part of
/// its users is written and how requests are carried is said on the command line.
/// </summary>
public sealed record GenerationConfig : ICheckedConfig
{
    /// <summary>Name, unique within its folder.</summary>
    public required string Name { get; init; }

    /// <summary>Raised whenever a change of the file changes texts.</summary>
    public required int Version { get; init; }

    /// <summary>The question that this file answers, in one sentence.</summary>
    public required string Question { get; init; }

    /// <summary>What may be done with the source's reviews, for the datasheet.</summary>
    public required string Licence { get; init; }

    /// <summary>Who writes.</summary>
    public required LanguageModelConfig Model { get; init; }

    /// <summary>How histories stand in requests.</summary>
    public required HistoryTextConfig History { get; init; }

    /// <summary>Null where no critiques are written.</summary>
    public CritiqueWritingConfig? Critiques { get; init; }

    /// <summary>Null where no narratives are written.</summary>
    public NarrativeWritingConfig? Narratives { get; init; }

    /// <summary>True for a file that is meant to be this and no experiment of a recommender.</summary>
    /// <exception cref="ConfigException">The file cannot be read.</exception>
    public static bool Is(string file) => StrictYaml.HasKey(file, "licence");

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Version < 1)
        {
            yield return at["version"].Problem($"{Version} is below 1", "start with 1");
        }

        if (Critiques is null && Narratives is null)
        {
            yield return at.Problem("neither critiques nor narratives are to be written", "add a section critiques or narratives");
        }

        if (Narratives is { Critiques: true } && Critiques is null)
        {
            yield return at["narratives"]["critiques"].Problem("narratives are to read critiques, and none are written", "write false, or add a section critiques");
        }
    }
}

/// <summary>
/// How a history stands in a request. One that is longer than the budget is cut: the newest purchase stays whole; from the oldest on
/// reviews are shortened; if that is not enough, purchases are left out from the oldest on.
/// </summary>
public sealed record HistoryTextConfig
{
    /// <summary>Largest length of a request's history, in <see cref="Unit"/>.</summary>
    [Range(200, 10_000_000)]
    public required int Budget { get; init; }

    /// <summary>characters, or tokens by the estimate of one for four bytes of UTF-8.</summary>
    [OneOf("characters", "tokens")]
    public required string Unit { get; init; }

    /// <summary>Characters that a shortened review keeps.</summary>
    [Range(0, 100_000)]
    public required int ShortReview { get; init; }

    /// <summary>Characters of an item's description that any request holds.</summary>
    [Range(0, 1_000_000)]
    public required int Description { get; init; }
}

/// <summary>Critiques between similar neighbours (REGEN, 3.2.3).</summary>
public sealed record CritiqueWritingConfig
{
    /// <summary>Name and version of the prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>Leading category levels, the root counted, that a pair must share (the paper: 4).</summary>
    [Range(1, 20)]
    public required int MinSharedLevels { get; init; }

    /// <summary>Options asked for, of which one is drawn.</summary>
    [Range(1, 20)]
    public required int Options { get; init; }

    /// <summary>An option with more words is dropped.</summary>
    [Range(1, 200)]
    public required int MostWords { get; init; }

    /// <summary>The request also holds the purchases up to the item at hand; then no two users share a request.</summary>
    public required bool History { get; init; }

    /// <summary>Draws the option, with user and position.</summary>
    [Range(0, int.MaxValue)]
    public required int Seed { get; init; }

    /// <summary>Tokens of an answer at most; null leaves it to the model's section.</summary>
    [Range(1, 1_000_000)]
    public int? MaxOutputTokens { get; init; }
}

/// <summary>The six narratives (REGEN, 3.2.4 and Table 5).</summary>
public sealed record NarrativeWritingConfig
{
    /// <summary>group: three requests for a user and position (reasons, summaries, endorsement); user: one, which withholds the last review from all six.</summary>
    [OneOf("group", "user")]
    public required string Request { get; init; }

    /// <summary>last: for the last purchase; all: for every purchase, from what is known by then.</summary>
    [OneOf("last", "all")]
    public required string Positions { get; init; }

    /// <summary>Requests hold the drawn critiques between the purchases.</summary>
    public required bool Critiques { get; init; }

    /// <summary>Names and versions of the prompts.</summary>
    public required NarrativePrompts Prompts { get; init; }

    /// <summary>Longest texts, in words; a longer one is asked for once more and then dropped.</summary>
    public required NarrativeLengths MostWords { get; init; }

    /// <summary>Tokens of an answer at most; null leaves it to the model's section.</summary>
    [Range(1, 1_000_000)]
    public int? MaxOutputTokens { get; init; }
}

/// <summary>Prompts by group; which are read depends on <see cref="NarrativeWritingConfig.Request"/>.</summary>
public sealed record NarrativePrompts
{
    /// <summary>Purchase reason and its explanation.</summary>
    public required string Reasons { get; init; }

    /// <summary>Brief and detailed summary, and the profile.</summary>
    public required string Summaries { get; init; }

    public required string Endorsement { get; init; }

    /// <summary>All six in one request.</summary>
    public required string All { get; init; }
}

/// <summary>Words per narrative.</summary>
public sealed record NarrativeLengths
{
    [Range(1, 5000)]
    public required int ProductEndorsement { get; init; }

    [Range(1, 5000)]
    public required int PurchaseReason { get; init; }

    [Range(1, 5000)]
    public required int PurchaseReasonExplanation { get; init; }

    [Range(1, 5000)]
    public required int BriefSummary { get; init; }

    [Range(1, 5000)]
    public required int DetailedSummary { get; init; }

    [Range(1, 5000)]
    public required int Profile { get; init; }
}
