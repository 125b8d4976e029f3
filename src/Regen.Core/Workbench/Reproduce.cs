using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Data.Dataset;
using Regen.Core.Data.Sample;
using Regen.Core.Domain;

namespace Regen.Core.Workbench;

/// <summary>The embedded corpus, what is written and rated for it, the experiments on it, and where it all goes.</summary>
public sealed record ReproduceRequest
{
    /// <summary>The generation file. The critiques that it asks for are those that the experiments read.</summary>
    public required string Generation { get; init; }

    /// <summary>Experiment files, in the order of the report's rows.</summary>
    public required IReadOnlyList<string> Experiments { get; init; }

    /// <summary>Rating files: each rates the dataset, or studies the rater on it.</summary>
    public required IReadOnlyList<string> Ratings { get; init; }

    /// <summary>Corpus, dataset, runs, ratings and report go below this folder.</summary>
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
/// <param name="Dataset">Folder of the critiques and narratives.</param>
/// <param name="Runs">The runs, in the order of the experiments.</param>
/// <param name="Ratings">Folders of the ratings, in the order of their files.</param>
/// <param name="IsFresh">False when all of it was there and only read.</param>
public sealed record ReproduceResult(string Corpus, string Dataset, IReadOnlyList<TrainResult> Runs, IReadOnlyList<string> Ratings, bool IsFresh);

/// <summary><c>regen reproduce</c>: sample, dataset, trainings on its critiques, ratings. The report is made from the folders that this leaves.</summary>
public static class Reproduce
{
    /// <summary>Does what is not there yet, and goes on where it was stopped; a second call only reads.</summary>
    /// <exception cref="RegenException">Anything about files, data or settings that the caller can mend.</exception>
    public static async Task<ReproduceResult> Run(ReproduceRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfZero(request.Experiments.Count, nameof(request));
        return await new Sitting(request, progress, stop).Run().ConfigureAwait(false);
    }

    /// <summary>What one call works with, and whether it has made anything.</summary>
    private sealed class Sitting(ReproduceRequest request, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        private const string Order = "file";

        private readonly string corpus = Path.Combine(request.Out, "corpus");
        private readonly int steps = 1 + request.Experiments.Count + request.Ratings.Count;
        private int done;
        private bool isFresh;

        public async Task<ReproduceResult> Run()
        {
            MakeCorpus();
            var histories = PrepareHistories();
            var dataset = await Write(histories).ConfigureAwait(false);
            TrainResult[] runs = [.. request.Experiments.Select(experiment => RunOn(dataset, experiment))];
            List<string> ratings = [];
            foreach (var file in request.Ratings)
            {
                ratings.Add(await RateBy(file, dataset, histories).ConfigureAwait(false));
            }

            return new ReproduceResult(corpus, dataset, runs, ratings, isFresh);
        }

        private void MakeCorpus()
        {
            if (!File.Exists(Path.Combine(corpus, SampleCorpus.CorpusFile)))
            {
                isFresh = true;
                SampleCorpus.Write(
                    new SampleRequest { Users = request.Users, Items = request.Items, Seed = request.Seed, Out = corpus }, progress, stop);
            }
        }

        // Writing comes before the critiques that the experiments read, so it has a preparation of its own: the same but for them.
        private string PrepareHistories()
        {
            var prepare = StrictYaml.Load<Experiment>(request.Experiments[0]).Prepare;
            return Prepared(DataSources.Detect(corpus), prepare with { Critiques = prepare.Critiques with { Source = "none" } });
        }

        private async Task<string> Write(string histories)
        {
            Begin(request.Generation);
            var work = new GenerateRequest { Experiment = request.Generation, Data = histories, Out = Path.Combine(request.Out, "datasets", "sample") };
            if (FinishedWork.Dataset(work) is null)
            {
                isFresh = true;
                await Generate.Run(work, progress, stop).ConfigureAwait(false);
            }

            return work.Out;
        }

        private TrainResult RunOn(string dataset, string experiment)
        {
            Begin(experiment);
            var sources = DataSources.Detect(corpus) with { Critiques = DatasetReader.CritiquesOf(dataset) };
            var result = Train.Run(
                new TrainRequest
                {
                    Experiment = experiment,
                    Data = Prepared(sources, StrictYaml.Load<Experiment>(experiment).Prepare),
                    Order = Order,
                    Seed = request.Seed,
                    Device = request.Device,
                    Threads = request.Threads,
                    Out = Path.Combine(request.Out, "runs"),
                    Cache = request.Cache,
                },
                progress,
                stop);
            isFresh |= result.IsFresh;
            return result;
        }

        private async Task<string> RateBy(string file, string dataset, string histories)
        {
            Begin(file);
            var name = Path.GetFileNameWithoutExtension(file);
            var work = new RateRequest { Experiment = file, Dataset = dataset, Data = histories, Out = Path.Combine(request.Out, "ratings", name) };
            if (FinishedWork.Ratings(work) is null)
            {
                isFresh = true;
                await Rate.Run(work, progress, stop).ConfigureAwait(false);
            }

            return work.Out;
        }

        private string Prepared(DataSources sources, PrepareConfig config) =>
            PreparedStore.FindOrPrepare(sources, config, Order, Path.Combine(request.Cache, "prepared"), progress, stop);

        private void Begin(string file) =>
            progress?.Report(new WorkProgress($"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileNameWithoutExtension(file)}", done++, steps, "steps"));
    }
}
