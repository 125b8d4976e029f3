using Regen.Core.Data.Sources;

namespace Regen.Core.Data.Stages;

/// <summary>What reading a group of files found.</summary>
internal sealed record ReadReport
{
    /// <summary>Records in the files, usable or not.</summary>
    public required long Records { get; init; }

    /// <summary>Interactions or items that were kept.</summary>
    public required long Rows { get; init; }

    public required long Malformed { get; init; }

    public required IReadOnlyList<MalformedLine> FirstMalformed { get; init; }

    /// <summary>Interactions to which the file of times gave none.</summary>
    public long WithoutTime { get; init; }
}
