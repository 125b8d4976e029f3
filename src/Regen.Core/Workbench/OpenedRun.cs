using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;

namespace Regen.Core.Workbench;

/// <summary>A finished FLARE run beside a corpus of its catalogue, ready to be asked.</summary>
internal sealed class OpenedRun : IDisposable
{
    private readonly TextSource texts;

    private OpenedRun(RunRecord record, PreparedData data, FlareModel model, TextSource texts, FlareScorer scorer) =>
        (Record, Data, Model, this.texts, Scorer) = (record, data, model, texts, scorer);

    public RunRecord Record { get; }

    public PreparedData Data { get; }

    public FlareModel Model { get; }

    public FlareScorer Scorer { get; }

    /// <exception cref="RegenException">The run is unfinished or no FLARE, or the corpus has another catalogue.</exception>
    public static OpenedRun Open(
        string runFolder, string dataFolder, string cache, string device, int? threads, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var run = RunStore.Open(runFolder);
        var record = run.ReadRecord();
        var experiment = StrictYaml.Parse<Experiment>(run.ReadExperiment(), run.ExperimentFile);
        if (experiment.Model is not FlareConfig flare)
        {
            throw new RegenException($"This run holds a {record.Model} baseline, which has no weights.", run.Path, "Give a run that was trained.");
        }

        var data = PreparedStore.OpenOrPrepare(dataFolder, experiment.Prepare, record.Order, Path.Combine(cache, "prepared"), progress, stop);
        Evaluate.RequireCatalogue(record, data, run);
        var where = Machine.Use(device, threads);
        var (model, catalogue) = TrainedModel.Load(run, flare, experiment.Training!, where);
        var source = TextSource.OpenCritiques(data, flare, cache, device, progress, stop);
        return new OpenedRun(record, data, model, source, new FlareScorer(model, source.Tables, catalogue.Vectors));
    }

    public void Dispose()
    {
        Scorer.Dispose();
        texts.Dispose();
        Model.Dispose();
    }
}
