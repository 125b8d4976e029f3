using Regen.Core.Baselines;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;

namespace Regen.Core.Workbench;

/// <summary>A counted model with what it reads.</summary>
internal static class CountedModel
{
    /// <summary>The task of ranking a corpus with the experiment's model, its texts encoded where it reads any.</summary>
    public static BaselineTask Ask(
        PreparedData data, Experiment experiment, TrainRequest request, IProgress<WorkProgress>? progress, CancellationToken stop) => new()
        {
            Data = data,
            Model = experiment.Model,
            Cutoffs = experiment.Evaluation.Cutoffs,
            Texts = experiment.Model is TghConfig tgh ? TextSource.ItemMeans(data, tgh.Text, request, progress, stop) : null,
        };
}
