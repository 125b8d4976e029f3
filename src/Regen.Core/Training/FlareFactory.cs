using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Models.Common;
using Regen.Core.Models.Flare;
using Regen.Core.Training.Losses;
using TorchSharp;

namespace Regen.Core.Training;

/// <summary>Makes the model of a task: weights from the seed, precision, device, and which items training will see.</summary>
public static class FlareFactory
{
    public static FlareModel Create(FlareTask task)
    {
        torch.manual_seed((long)(SeededRandom.Derive(task.Seed, "weights") >> 1));
        var model = new FlareModel(task.Model, new FlareSizes(task.Data.Items.Count, task.Texts.Width))
        {
            IsCausal = task.Training.Objective == "causal",
            Compute = Mixed.Parse(task.Training.Precision),
        };
        model.to(task.Device);
        model.SetTrainedItems(TrainedItems(task.Data));
        model.Sources = Sources(task);
        return model;
    }

    private static EvidenceSources Sources(FlareTask task)
    {
        var sequences = Enumerable.Range(0, task.Data.Sequences.UserCount).Select(user => task.Data.Sequences.MemoryOf(user)[..task.Data.Split.TrainLength[user]]);
        var distances = Enumerable.Range(1, task.Model.Successors?.LastItems ?? 0);
        return new EvidenceSources(
            [.. distances.Select(distance => TransitionCounts.Of(task.Data.Items.Count, sequences, distance))],
            task.Model.Similarity is { } similarity ? EvidenceSources.Similar(task.Texts.Items!, similarity.Components).to(task.Device) : null);
    }

    /// <summary>What a task trains <paramref name="model"/> towards.</summary>
    public static FlareObjective Objective(FlareTask task, FlareModel model) =>
        new(model, task.Texts, ItemLosses.Make(task.Training, model.Compute, TrainingCounts(task.Data)));

    /// <returns>Per item, whether the training part holds it.</returns>
    public static bool[] TrainedItems(PreparedData data) => [.. TrainingCounts(data).Select(count => count > 0)];

    /// <returns>Per item, its occurrences in the training part.</returns>
    public static int[] TrainingCounts(PreparedData data)
    {
        var counts = new int[data.Items.Count];
        for (var user = 0; user < data.Sequences.UserCount; user++)
        {
            foreach (var item in data.Sequences.ItemsOf(user)[..data.Split.TrainLength[user]])
            {
                counts[item]++;
            }
        }

        return counts;
    }
}
