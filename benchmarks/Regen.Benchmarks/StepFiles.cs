using System.Runtime.InteropServices;
using System.Text.Json;
using Regen.Core.Models.Flare;

namespace Regen.Benchmarks;

/// <summary>A step's weights and batches as plain binary files, which numpy reads as they are.</summary>
internal static class StepFiles
{
    public static void Write(StepCase step, string folder)
    {
        Directory.CreateDirectory(folder);
        using var model = step.Model();
        List<string> names = [];
        foreach (var (name, parameter) in model.named_parameters())
        {
            names.Add(name);
            Save(folder, $"weights.{name}", parameter.contiguous().data<float>().ToArray());
        }

        for (var i = 0; i < step.Batches.Length; i++)
        {
            Write(step, folder, i);
        }

        File.WriteAllText(Path.Combine(folder, "shape.json"), JsonSerializer.Serialize(Describe(step, names)));
    }

    private static Dictionary<string, object> Describe(StepCase step, List<string> names)
    {
        var config = step.Config;
        var perceiver = config.Text.Perceiver;
        return new()
        {
            ["items"] = step.Model().Sizes.Items,
            ["width"] = config.Width,
            ["layers"] = config.Layers,
            ["heads"] = config.Heads,
            ["feed"] = config.FeedForward,
            ["max_history"] = config.MaxHistory,
            ["text_width"] = step.Model().Sizes.TextWidth,
            ["temperature"] = config.Contrastive.Temperature,
            ["contrast"] = config.Contrastive.Weight,
            ["learning_rate"] = StepCase.LearningRate,
            ["batches"] = step.Batches.Length,
            ["users"] = step.Batches[0].Users,
            ["positions"] = step.Batches.Select(batch => batch.Positions).ToArray(),
            ["texts"] = step.Batches.Select(batch => batch.Items.Length).ToArray(),
            ["critiques"] = step.Batches.Select(batch => batch.Critiques.Length).ToArray(),
            ["parameters"] = names,
            ["perceiver"] = new Dictionary<string, int>
            {
                ["depth"] = perceiver.Depth,
                ["heads"] = perceiver.Heads,
                ["head_width"] = perceiver.HeadWidth,
                ["latents"] = perceiver.Latents,
                ["multiple"] = perceiver.FeedForwardMultiple,
            },
        };
    }

    private static void Write(StepCase step, string folder, int i)
    {
        FlareBatch batch = step.Batches[i];
        Save(folder, $"{i}.items", Array.ConvertAll(batch.Items, item => (long)item));
        Save(folder, $"{i}.slots", batch.Slots);
        Save(folder, $"{i}.kinds", batch.Kinds);
        Save(folder, $"{i}.critique_slots", batch.CritiqueSlots);
        Save(folder, $"{i}.target_places", batch.TargetPlaces);
        Save(folder, $"{i}.targets", batch.Targets);
        if (step.ItemTexts is { } texts)
        {
            var (own, critiques) = (StepCase.Pick(texts, batch.Items), StepCase.Pick(step.CritiqueTexts!, batch.Critiques));
            Save(folder, $"{i}.texts", own);
            Save(folder, $"{i}.critiques", critiques);
        }
    }

    private static void Save<T>(string folder, string name, T[] values)
        where T : struct => File.WriteAllBytes(Path.Combine(folder, $"{name}.bin"), MemoryMarshal.AsBytes<T>(values).ToArray());
}
