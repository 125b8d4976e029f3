using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;
using Regen.Core.Training;
using TorchSharp;

namespace Regen.Core.Workbench;

/// <summary>A run's model with all that it asks, and its catalogue, as the run keeps them.</summary>
internal static class TrainedModel
{
    /// <returns>Both owned by the caller; the model owns the catalogue's sources.</returns>
    /// <exception cref="RegenException">A file of the run is missing, damaged or of another model.</exception>
    public static (FlareModel Model, Catalogue Catalogue) Load(RunFolder run, FlareConfig flare, TrainingConfig training, torch.Device device)
    {
        var catalogue = CatalogueFile.Read(run, device);
        var model = WeightsFile.Open(run.WeightsFile, flare, training, device);
        model.Sources = catalogue.Sources;
        model.Query = QueryFile.Read(run.Path, flare.Critique.Query, device);
        return (model, catalogue);
    }
}
