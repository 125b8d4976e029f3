using System.Globalization;
using Regen.Core.Models.Common;
using Regen.Core.Training;
using Regen.Core.Training.Losses;
using static TorchSharp.torch;

namespace Regen.Benchmarks;

/// <summary>Forward, backward, gradient norm and AdamW, as the trainer takes them. Prints loss and time of each step.</summary>
internal static class StepBenchmark
{
    public static void Run(StepCase step, string precision, int threads, int steps)
    {
        set_num_threads(threads);
        using var model = step.Model();
        using var texts = step.Tables();
        model.Compute = Mixed.Parse(precision);
        var objective = new FlareObjective(model, texts, new FullSoftmax(0, model.Compute));
        using var optimizer = optim.AdamW(model.parameters(), StepCase.LearningRate, weight_decay: 0.01);
        model.train();
        for (var i = 0; i < steps; i++)
        {
            var clock = Clock.Now();
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = objective.Loss(step.Batches[i % step.Batches.Length]);
            loss.backward();
            nn.utils.clip_grad_norm_(model.parameters(), 1e9);
            optimizer.step();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {i} loss {loss.item<float>():F6} {clock.Read()}"));
        }
    }
}
