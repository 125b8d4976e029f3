using System.Globalization;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>What every stage of one preparation shares.</summary>
internal sealed record StageContext
{
    private static int engines;

    public required DataSources Sources { get; init; }

    public required Mapping Mapping { get; init; }

    public required StageFolder Stages { get; init; }

    /// <summary>The stage that reads the items.</summary>
    public string ItemStage => Mapping.Items.InReviews ? "reviews" : "metadata";

    /// <summary>Folder that the engine spills to.</summary>
    public required string SpillFolder { get; init; }

    /// <summary>Largest buffer memory of the engine ("1GB").</summary>
    public required string MemoryLimit { get; init; }

    public IProgress<WorkProgress>? Progress { get; init; }

    public required CancellationToken Stop { get; init; }

    /// <param name="threads">One, where the order of threads could show in the bytes of a file.</param>
    public DuckDBConnection OpenEngine(int? threads = null)
    {
        // Engines give their files the same names, so each has a folder of its own.
        Directory.CreateDirectory(SpillFolder);
        var spill = Path.Combine(SpillFolder, Interlocked.Increment(ref engines).ToString(CultureInfo.InvariantCulture));
        return DuckDBConnection.Open(new DuckDBOptions { MemoryLimit = MemoryLimit, TempDirectory = spill, Threads = threads });
    }

    public void Report(string stage, long done, string unit, string? detail = null, long? total = null) =>
        Progress?.Report(new WorkProgress(stage, done, total, unit, detail));
}
