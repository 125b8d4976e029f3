namespace Regen.Core.Domain;

/// <summary>One catalogue entry, as its metadata line told it.</summary>
public sealed record Item
{
    /// <summary>Amazon's product key; unique within a catalogue.</summary>
    public required string Asin { get; init; }

    public string? Title { get; init; }

    public string? Brand { get; init; }

    /// <summary>Category levels from the root (the department) down; empty where the metadata has none.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public string? Description { get; init; }

    /// <summary>Price in the currency of the source, or null where it is not given or cannot be read.</summary>
    public double? Price { get; init; }
}
