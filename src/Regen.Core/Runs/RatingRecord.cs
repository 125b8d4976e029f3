namespace Regen.Core.Runs;

/// <summary>What a rating run did: <c>rating.json</c>, beside the scores in <c>ratings.parquet</c>.</summary>
public sealed record RatingRecord
{
    /// <summary>Version of this record's shape.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Name and version of the experiment ("sample.v1"), and SHA-256 of its canonical text.</summary>
    public required string Experiment { get; init; }

    public required string ExperimentSha256 { get; init; }

    /// <summary>scores, bias or planted.</summary>
    public required string Study { get; init; }

    /// <summary>Name of the rated dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 of the dataset's manifest; null for texts of others.</summary>
    public string? DatasetSha256 { get; init; }

    /// <summary>Git commit of the code.</summary>
    public required string Commit { get; init; }

    /// <summary>The rater as configured; the scripted one with its version.</summary>
    public required string Rater { get; init; }

    /// <summary>True for Regen's own script, whose scores say nothing about a dataset.</summary>
    public required bool IsScripted { get; init; }

    /// <summary>drawn or all.</summary>
    public required string Rated { get; init; }

    public required long Seed { get; init; }

    public required bool IsAdaptive { get; init; }

    /// <summary>Names and hashes of the rubrics.</summary>
    public required IReadOnlyList<string> Rubrics { get; init; }

    /// <summary>Outputs with their variants; seven ratings each were due.</summary>
    public required long Subjects { get; init; }

    /// <summary>Ratings asked for: fewer than seven times the subjects in an adaptive run.</summary>
    public required long RatingsAsked { get; init; }

    /// <summary>Ratings that wait in batch files, and those that no answer came for.</summary>
    public required long Waiting { get; init; }

    public required long Unanswered { get; init; }

    /// <summary>Single ratings without a grade, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Unrated { get; init; }

    /// <summary>Variants that could not be made, by name.</summary>
    public required IReadOnlyDictionary<string, int> Skipped { get; init; }

    /// <summary>US dollars, where prices are configured; null otherwise.</summary>
    public double? Cost { get; init; }

    /// <summary>One text of each kind that was rated, the first.</summary>
    public required IReadOnlyDictionary<string, string> Examples { get; init; }
}

/// <summary>The score of one attribute of one output: a row of <c>ratings.parquet</c>, joined to the dataset by user, position and kind.</summary>
/// <param name="User">Row of the user in the prepared corpus.</param>
/// <param name="Key">The source's own name for the user.</param>
/// <param name="Position">Position in the user's history, from 0.</param>
/// <param name="Kind">"critique", "purchase_reason" and so on.</param>
/// <param name="Attribute">"quality" and so on.</param>
/// <param name="Variant">"real", a negative's name, or "planted ...".</param>
/// <param name="Donor">User (or item) that was swapped in, "" for none.</param>
/// <param name="Score">1 to 7; null where the output stays unrated.</param>
/// <param name="Ratings">A character for each rating: "1" to "7", "-" for one without a grade.</param>
public sealed record RatingRow(int User, string Key, int Position, string Kind, string Attribute, string Variant, string Donor, int? Score, string Ratings);
