namespace Regen.Core.Storage;

/// <summary>How a database is opened.</summary>
public sealed record DuckDBOptions
{
    /// <summary>Database file, or null for one in memory.</summary>
    public string? Path { get; init; }

    /// <summary>Largest buffer memory ("1GB"); null leaves the engine's 80 % of the machine.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>Worker threads; null for all cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Folder that sorts and joins spill to; null for the engine's choice.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>Rows keep the order of their source without ORDER BY; off saves memory.</summary>
    public bool PreserveInsertionOrder { get; init; } = true;
}
