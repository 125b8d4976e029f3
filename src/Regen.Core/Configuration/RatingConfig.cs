namespace Regen.Core.Configuration;

/// <summary>How a dataset is rated, and what the rater is tested with.</summary>
public sealed record RatingConfig : ICheckedConfig
{
    public required string Name { get; init; }

    /// <summary>Raised whenever a change of the file changes numbers.</summary>
    public required int Version { get; init; }

    public required string Question { get; init; }

    /// <summary>scores: the dataset itself; bias: beside negative samples; planted: beside texts with instructions to the rater.</summary>
    [OneOf("scores", "bias", "planted")]
    public required string Study { get; init; }

    /// <summary>drawn: one value of each attribute per user (REGEN, 3.3.1); all: every text.</summary>
    [OneOf("drawn", "all")]
    public required string Rated { get; init; }

    /// <summary>Users that are rated: those whose keys hash lowest under <see cref="Seed"/>; null for all.</summary>
    [Range(1, 1_000_000_000)]
    public int? Users { get; init; }

    /// <summary>Seed of what is drawn, of users, of donors and of planted texts.</summary>
    public required long Seed { get; init; }

    /// <summary>Stop asking as soon as four of the seven ratings agree; the scores are the same.</summary>
    public required bool Adaptive { get; init; }

    public required RatingTextConfig Text { get; init; }

    public required LanguageModelConfig Rater { get; init; }

    /// <summary>What is swapped; of the study "bias" alone.</summary>
    public NegativesConfig? Negatives { get; init; }

    /// <summary>What is planted where; of the study "planted" alone.</summary>
    public PlantedConfig? Planted { get; init; }

    /// <summary>True for a file that is meant to be one of these.</summary>
    /// <exception cref="ConfigException">The file cannot be read.</exception>
    public static bool Is(string file) => StrictYaml.HasKey(file, "rater");

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Study == "bias" != Negatives is not null)
        {
            yield return at["negatives"].Problem("negatives belong to the study 'bias', and it needs them", "add or remove the section");
        }

        if (Study == "planted" != Planted is not null)
        {
            yield return at["planted"].Problem("planted texts belong to the study 'planted', and it needs them", "add or remove the section");
        }
    }
}

/// <summary>How much of each text a rater is shown. What is cut is cut for real and swapped requests alike.</summary>
public sealed record RatingTextConfig
{
    /// <summary>Purchases of the history, the newest; earlier ones are counted in the request and not shown.</summary>
    [Range(1, 10000)]
    public required int Purchases { get; init; }

    /// <summary>Characters of an item's description.</summary>
    [Range(0, 1_000_000)]
    public required int Description { get; init; }

    /// <summary>Characters of a review.</summary>
    [Range(0, 1_000_000)]
    public required int Review { get; init; }
}

/// <summary>Negative samples (REGEN, 3.3.3), beside the real ones.</summary>
public sealed record NegativesConfig
{
    /// <summary>Users that donors are drawn from, at most.</summary>
    [Range(2, 10_000_000)]
    public required int Donors { get; init; }

    /// <summary>
    /// history: another user's (A of the paper); history_and_item: both of another user (B); critique: of another pair; item: any
    /// other; similar_item: another of the same leaf category.
    /// </summary>
    [OneOf("history", "history_and_item", "critique", "item", "similar_item")]
    public required string[] Kinds { get; init; }
}

/// <summary>Instructions to the rater inside of what it should judge.</summary>
public sealed record PlantedConfig
{
    /// <summary>review: the newest review of the history; output: the critique or narrative that is judged.</summary>
    [OneOf("review", "output")]
    public required string[] Places { get; init; }

    /// <summary>harmless is the control: a sentence without an instruction.</summary>
    [OneOf("harmless", "plain", "authority", "grade_line", "marks", "polite")]
    public required string[] Phrasings { get; init; }
}
