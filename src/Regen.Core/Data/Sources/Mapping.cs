using Regen.Core.Configuration;

namespace Regen.Core.Data.Sources;

/// <summary>
/// Where a corpus keeps what Regen needs: paths into its records. Each field lists its aliases, the first that holds a value wins.
/// A path is <c>a.b</c>; with <see cref="EventMapping.Events"/> it starts at the event, and <c>$.a</c> at the record.
/// What no path names is kept in the column "extra".
/// </summary>
public sealed record Mapping : ICheckedConfig
{
    /// <summary>Shown in manifests; the file's name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>What the shape is, in one sentence.</summary>
    public required string About { get; init; }

    public required EventMapping Reviews { get; init; }

    public required ItemMapping Items { get; init; }

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Reviews.Events.Length == 0 && Reviews.AllPaths.Concat(Items.InReviews ? Items.AllPaths : []).Any(path => path.StartsWith("$.", StringComparison.Ordinal)))
        {
            yield return at["reviews"].Problem("a path starts with '$.' although every record is one event", "leave '$.' out, or name the events");
        }

        if (Items is { CategoryLevels: not null, Category.Length: 0 })
        {
            yield return at["items"].Problem("category_levels without category", "name the category's path");
        }
    }
}

/// <summary>Paths of one interaction.</summary>
public sealed record EventMapping
{
    /// <summary>Lists (<c>history[]</c>) or objects (<c>heldout</c>) that hold the events of one record; empty where a record is one event.</summary>
    public string[] Events { get; init; } = [];

    public required string[] User { get; init; }

    /// <summary>The item's key: the ASIN, or what <see cref="ItemMapping.SourceId"/> holds.</summary>
    public required string[] Item { get; init; }

    /// <summary>Empty where the file's order is all there is.</summary>
    public required string[] Time { get; init; }

    /// <summary>seconds or milliseconds since 1970, or a .NET date format such as MM/dd/yyyy, read as UTC.</summary>
    public string TimeFormat { get; init; } = "seconds";

    public string[] Rating { get; init; } = [];

    public string[] Summary { get; init; } = [];

    public string[] Text { get; init; } = [];

    /// <summary>Critique (one text or a list of options) that leads from the previous item to this one.</summary>
    public string[] Critique { get; init; } = [];

    internal IEnumerable<string> AllPaths => [.. User, .. Item, .. Time, .. Rating, .. Summary, .. Text, .. Critique];
}

/// <summary>Paths of one item, in the metadata file or in each event.</summary>
public sealed record ItemMapping
{
    /// <summary>Items are described inside the events; otherwise in a metadata file of their own.</summary>
    public bool InReviews { get; init; }

    public required string[] Asin { get; init; }

    /// <summary>The key that the reviews use, where it is not the ASIN.</summary>
    public string[] SourceId { get; init; } = [];

    public string[] Title { get; init; } = [];

    public string[] Brand { get; init; } = [];

    /// <summary>A list of levels, a list of such lists (the first counts), or one text.</summary>
    public string[] Category { get; init; } = [];

    /// <summary>What separates the levels where the category is one text (" - "); null where such a text is one level.</summary>
    public string? CategoryLevels { get; init; }

    /// <summary>The root level to put before the others, where the file leaves it out.</summary>
    public string? CategoryRoot { get; init; }

    public string[] Description { get; init; } = [];

    public string[] Price { get; init; } = [];

    internal IEnumerable<string> AllPaths => [.. Asin, .. SourceId, .. Title, .. Brand, .. Category, .. Description, .. Price];
}
