namespace Regen.Core.Workbench;

/// <summary>A finished run to be asked, the corpus that it is asked about, and where the work is done.</summary>
public abstract record RunRequest
{
    /// <summary>Folder of a finished run.</summary>
    public required string Run { get; init; }

    /// <summary>Prepared corpus, or folder of raw files, which is then prepared into the cache.</summary>
    public required string Data { get; init; }

    /// <summary>Order of equal timestamps; null takes the run's.</summary>
    public string? Order { get; init; }

    /// <summary>Folder of prepared corpora and text vectors.</summary>
    public required string Cache { get; init; }

    /// <summary>Folder of encoder weights, for critiques; null looks at REGEN_MODELS.</summary>
    public string? Models { get; init; }

    /// <summary>"cpu", "cuda" or "cuda:1".</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of one operator; null takes the physical cores.</summary>
    public int? Threads { get; init; }

    /// <summary>The same places, for what a training reads as well.</summary>
    internal TrainRequest Places() => new()
    {
        Experiment = "",
        Data = Data,
        Out = "",
        Cache = Cache,
        Models = Models,
        Device = Device,
        Threads = Threads,
    };
}
