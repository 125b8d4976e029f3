namespace Regen.Core.Configuration;

/// <summary>A sweep: one experiment, and the keys of it that take several values.</summary>
public sealed record SweepFile : ICheckedConfig
{
    /// <summary>Largest number of points; a typing mistake in a range should not fill a disk.</summary>
    public const int MostPoints = 10_000;

    /// <summary>The experiment file that is varied, relative to the folder of this file.</summary>
    public required string Base { get; init; }

    /// <summary>Values by dotted key ("model.width"); every combination is a point, the first key outermost.</summary>
    public required IReadOnlyDictionary<string, SweepAxis> Vary { get; init; }

    /// <summary>Each point is run once per seed.</summary>
    [Range(0, int.MaxValue)]
    public int[] Seeds { get; init; } = [1];

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Vary.Count == 0)
        {
            yield return at["vary"].Problem("nothing is varied", "name a key with its values");
        }

        if (Seeds.Length == 0 || Seeds.Distinct().Count() != Seeds.Length)
        {
            yield return at["seeds"].Problem(Seeds.Length == 0 ? "no seed is given" : "a seed stands twice", "give each seed once");
        }
    }
}

/// <summary>The values of one key: a list, or steps between two numbers.</summary>
[ShortForm("values")]
public sealed record SweepAxis : ICheckedConfig
{
    /// <summary>The values as they would stand in the experiment file.</summary>
    public string[]? Values { get; init; }

    /// <summary>First number of a range.</summary>
    public double? From { get; init; }

    /// <summary>Last number of a range, included.</summary>
    public double? To { get; init; }

    /// <summary>Numbers of a range, both ends counted.</summary>
    [Range(2, 1000)]
    public int? Steps { get; init; }

    /// <summary>Equal differences (linear) or equal ratios (log).</summary>
    [OneOf("linear", "log")]
    public string Scale { get; init; } = "linear";

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        var isRange = From is not null && To is not null && Steps is not null;
        var isPartOfRange = From is not null || To is not null || Steps is not null;
        if (Values is null ? !isRange : isPartOfRange)
        {
            yield return at.Problem("this is neither a list nor a range", "write [a, b] or {from: a, to: b, steps: n, scale: log}");
        }
        else if (Values is not null && (Values.Length == 0 || Values.Distinct().Count() != Values.Length))
        {
            yield return at.Problem(Values.Length == 0 ? "the list is empty" : "a value stands twice", "give each value once");
        }
        else if (isRange && Scale == "log" && (From <= 0 || To <= 0))
        {
            yield return at.Problem("a log scale needs numbers above 0", "start above 0, or take scale: linear");
        }
    }
}
