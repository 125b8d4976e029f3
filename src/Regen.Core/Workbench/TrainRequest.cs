using Regen.Core.Runs;

namespace Regen.Core.Workbench;

/// <summary>One experiment on one corpus with one seed.</summary>
public sealed record TrainRequest
{
    /// <summary>The experiment file.</summary>
    public required string Experiment { get; init; }

    /// <summary>A prepared corpus (it holds manifest.json), or a folder of raw files, which is then prepared into the cache.</summary>
    public required string Data { get; init; }

    /// <summary>Order of equal timestamps: file, asin, shuffled:SEED, or sequence:FILE.</summary>
    public string Order { get; init; } = "file";

    public long Seed { get; init; } = 1;

    /// <summary>"cpu", "cuda" or "cuda:1".</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Folder of runs; this run gets a folder of its own inside.</summary>
    public required string Out { get; init; }

    /// <summary>Folder of prepared corpora and text vectors, shared by runs.</summary>
    public required string Cache { get; init; }

    /// <summary>Folder of encoder weights; null looks at REGEN_MODELS.</summary>
    public string? Models { get; init; }

    /// <summary>Intra-operator threads; null takes the physical cores. Equal seeds and threads give equal bits.</summary>
    public int? Threads { get; init; }

    /// <summary>Times every operator of the training, its validation included, and leaves the table in the run folder.</summary>
    public bool Profile { get; init; }
}

/// <summary>A finished run.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Record">What it says of itself.</param>
/// <param name="IsFresh">False when the run was there already, finished, and only read.</param>
public sealed record TrainResult(string Folder, RunRecord Record, bool IsFresh);
