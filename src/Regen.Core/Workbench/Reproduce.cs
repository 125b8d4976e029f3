using Regen.Core.Data.Sample;
using Regen.Core.Domain;

namespace Regen.Core.Workbench;

/// <summary>The embedded corpus, the experiments on it, and where it all goes.</summary>
public sealed record ReproduceRequest
{
    /// <summary>Experiment files, in the order of the report's rows.</summary>
    public required IReadOnlyList<string> Experiments { get; init; }

    /// <summary>Corpus, runs and report go below this folder.</summary>
    public required string Out { get; init; }

    public required string Cache { get; init; }

    /// <summary>Users and items that the sample is drawn for, and its seed; see docs/decisions/0005.</summary>
    public int Users { get; init; } = 4000;

    public int Items { get; init; } = 1500;

    public long Seed { get; init; } = 1;

    public string Device { get; init; } = "cpu";

    public int? Threads { get; init; }
}

/// <summary>What a reproduction made.</summary>
/// <param name="Corpus">Folder of the raw sample.</param>
/// <param name="Runs">The runs, in the order of the experiments.</param>
public sealed record ReproduceResult(string Corpus, IReadOnlyList<TrainResult> Runs);

/// <summary><c>regen reproduce</c>: sample, preparation, trainings, evaluation. The report is made from the runs.</summary>
public static class Reproduce
{
    /// <summary>Runs what is not there yet; a second call only reads.</summary>
    public static ReproduceResult Run(ReproduceRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var corpus = Path.Combine(request.Out, "corpus");
        if (!File.Exists(Path.Combine(corpus, "corpus.json")))
        {
            SampleCorpus.Write(
                new SampleRequest { Users = request.Users, Items = request.Items, Seed = request.Seed, Out = corpus }, progress, stop);
        }

        List<TrainResult> runs = [];
        foreach (var experiment in request.Experiments)
        {
            progress?.Report(new WorkProgress(
                $"experiment {Path.GetFileNameWithoutExtension(experiment)}", runs.Count, request.Experiments.Count, "experiments"));
            runs.Add(Train.Run(Plan(request, experiment, corpus), progress, stop));
        }

        return new ReproduceResult(corpus, runs);
    }

    private static TrainRequest Plan(ReproduceRequest request, string experiment, string corpus) => new()
    {
        Experiment = experiment,
        Data = corpus,
        Seed = request.Seed,
        Device = request.Device,
        Threads = request.Threads,
        Out = Path.Combine(request.Out, "runs"),
        Cache = request.Cache,
    };
}
