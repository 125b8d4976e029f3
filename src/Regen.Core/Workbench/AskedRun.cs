using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;

namespace Regen.Core.Workbench;

/// <summary>A finished run beside the corpus that it is asked about; nothing of its model is read yet.</summary>
internal sealed record AskedRun(RunRequest Request, RunFolder Folder, RunRecord Record, Experiment Experiment, PreparedData Data)
{
    /// <exception cref="RegenException">The run is unfinished, or the corpus cannot be prepared as it was.</exception>
    public static AskedRun Open(RunRequest request, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var folder = RunStore.Open(request.Run);
        var record = folder.ReadRecord();
        var experiment = StrictYaml.Parse<Experiment>(folder.ReadExperiment(), folder.ExperimentFile);
        var data = PreparedStore.OpenOrPrepare(
            request.Data, experiment.Prepare, request.Order ?? record.Order, Path.Combine(request.Cache, "prepared"), progress, stop);
        return new AskedRun(request, folder, record, experiment, data);
    }

    /// <summary>For what needs the same catalogue and no more.</summary>
    /// <exception cref="RegenException">The items are others.</exception>
    public void RequireCatalogue()
    {
        if (Record.CatalogueSha256 != Data.CatalogueSha256)
        {
            throw new RegenException(
                $"The run was trained on the catalogue {Record.CatalogueSha256[..12]} of '{Record.Data}'; this corpus has {Data.CatalogueSha256[..12]} ({Data.Items.Count:N0} items).",
                Folder.Path,
                "Point --data at the corpus that the run's run.json names, or train on this one.");
        }
    }

    /// <summary>For what stands beside the run's own numbers.</summary>
    /// <exception cref="RegenException">It is another corpus.</exception>
    public void RequireCorpus()
    {
        if (Record.DataSha256 != Data.Sha256)
        {
            throw new RegenException(
                $"The run stands on the corpus {Record.DataSha256[..12]} of '{Record.Data}'; this one is {Data.Sha256[..12]}.",
                Folder.Path,
                "Point --data at the corpus that the run's run.json names, and --order at its order.");
        }
    }

    /// <summary>Loads the model with the texts of critiques; the vectors of items lie in the run, so that items' texts are not read again.</summary>
    /// <param name="heard">The corpus with other critiques; null for its own.</param>
    /// <param name="isWithheld">Nobody says anything: no critique is read.</param>
    /// <exception cref="RegenException">The run was counted, not trained; or an encoder's weights are missing.</exception>
    public OpenedRun Load(IProgress<WorkProgress>? progress, CancellationToken stop, PreparedData? heard = null, bool isWithheld = false)
    {
        if (Experiment.Model is not FlareConfig flare)
        {
            throw new RegenException($"This run holds a {Record.Model} baseline, which has no weights.", Folder.Path, "Give a run that was trained.");
        }

        var device = Machine.Use(Request.Device, Request.Threads);
        var (model, catalogue) = TrainedModel.Load(Folder, flare, Experiment.Training!, device);
        var critiquesAlone = flare with
        {
            Text = flare.Text with { Use = false },
            Critique = isWithheld ? flare.Critique with { Use = false, Query = null } : flare.Critique,
        };
        var texts = TextSource.Open(heard ?? Data, critiquesAlone, Request.Places(), progress, stop);
        return new OpenedRun(model, texts, new FlareScorer(model, texts.Tables, catalogue.Vectors));
    }
}

/// <summary>A trained model, ready to be asked. Owns all three.</summary>
internal sealed record OpenedRun(FlareModel Model, TextSource Texts, FlareScorer Scorer) : IDisposable
{
    public void Dispose()
    {
        Scorer.Dispose();
        Texts.Dispose();
        Model.Dispose();
    }
}
