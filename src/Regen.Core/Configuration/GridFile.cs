namespace Regen.Core.Configuration;

/// <summary>
/// A benchmark: experiments on data sets in orders of equal timestamps, with seeds. It names no paths outside its own folder; where a
/// data set lies is said on the command line.
/// </summary>
public sealed record GridFile : ICheckedConfig
{
    public required string Name { get; init; }

    /// <summary>Raised whenever a change of the file changes numbers.</summary>
    public required int Version { get; init; }

    /// <summary>The question that the benchmark answers, in one sentence.</summary>
    public required string Question { get; init; }

    /// <summary>What a row is compared with: the set's reference (rivals), or the row above it (a ladder of parts).</summary>
    [OneOf("reference", "above")]
    public string Compare { get; init; } = "reference";

    /// <summary>Every finished run is asked again with only so many of the last items shown.</summary>
    [Range(1, 1000)]
    public required int[] Shown { get; init; }

    /// <summary>By the name of the data set, which is that of its folder.</summary>
    public required IReadOnlyDictionary<string, GridSet> Sets { get; init; }

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        foreach (var (name, set) in Sets)
        {
            if (set.Rows.All(row => row.Name != set.Reference))
            {
                yield return at["sets"][name]["reference"].Problem($"no row is called '{set.Reference}'", "name one of the rows");
            }

            if (set.Rows.GroupBy(row => row.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            {
                yield return at["sets"][name]["rows"].Problem($"the row '{twice.Key}' stands twice", "give it all its seeds in one row");
            }
        }
    }

    /// <summary>True for a text that is meant to be a grid and not the sweep of one experiment.</summary>
    /// <exception cref="ConfigException">The file cannot be read.</exception>
    public static bool Is(string file) => StrictYaml.HasKey(file, "sets");
}

/// <summary>One data set of a benchmark.</summary>
public sealed record GridSet : ICheckedConfig
{
    /// <summary>given: as the data stands; shuffled: in the order of the set's own sequence file.</summary>
    public required string[] Orders { get; init; }

    /// <summary>File with the shuffled sequences, in the folder of the data.</summary>
    public required string Shuffled { get; init; }

    /// <summary>Folder of the experiment files, relative to the grid's.</summary>
    public required string Experiments { get; init; }

    /// <summary>The texts by which consecutive items are compared in the panel of shortcuts.</summary>
    public required TghTextConfig ShortcutTexts { get; init; }

    /// <summary>The row that all others are compared with.</summary>
    public required string Reference { get; init; }

    /// <summary>In the order of the table.</summary>
    public required GridRow[] Rows { get; init; }

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Orders.Length == 0 || Orders.Distinct().Count() != Orders.Length || Orders.Except(["given", "shuffled"]).Any())
        {
            yield return at["orders"].Problem("the orders are not a choice of 'given' and 'shuffled'", "write [given, shuffled]");
        }
    }
}

/// <summary>One experiment of a benchmark: a row of its tables.</summary>
public sealed record GridRow : ICheckedConfig
{
    /// <summary>Name and version of the experiment; its file is called NAME.yaml.</summary>
    public required string Name { get; init; }

    /// <summary>What tables call it.</summary>
    public required string Label { get; init; }

    [Range(0, int.MaxValue)]
    public int[] Seeds { get; init; } = [1];

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Seeds.Length == 0 || Seeds.Distinct().Count() != Seeds.Length)
        {
            yield return at["seeds"].Problem(Seeds.Length == 0 ? "no seed is given" : "a seed stands twice", "give each seed once");
        }
    }
}
