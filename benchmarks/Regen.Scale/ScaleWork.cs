using System.Diagnostics;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Inference;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;
using Regen.Core.Training;
using Regen.Core.Workbench;
using TorchSharp;

namespace Regen.Scale;

/// <summary>The measured pieces, through the same calls that training and evaluation make; weights are random.</summary>
internal static class ScaleWork
{
    public const int Batch = 128;
    private const int Steps = 3;
    private const int RankedBatches = 4;

    /// <summary>Item texts through the hashed encoder into a fresh cache.</summary>
    public static int Encode(Options options) => Measured.Print(() =>
    {
        var (experiment, data) = Open(options);
        var clock = Stopwatch.StartNew();
        using var texts = Texts(options, experiment, data);
        return (clock.Elapsed.TotalSeconds, data.Items.Count);
    });

    /// <summary>One optimizer step, the median after one that is not counted.</summary>
    public static int Step(Options options) => Measured.Print(() =>
    {
        var (experiment, corpus) = Open(options);
        var data = SyntheticHistories.Of(corpus, Batch, options.Numbers("history", "8")[0] + 1);
        using var texts = Texts(options, experiment, corpus);
        var task = Task(options, experiment, data, texts.Tables);
        using var model = FlareFactory.Create(task);
        using var optimizer = torch.optim.AdamW(model.parameters());
        var objective = FlareFactory.Objective(task, model);
        var plan = new ExamplePlan(data, task.Model, task.Training, 1);
        model.train();
        List<double> seconds = [];
        for (var step = 0; step <= Steps; step++)
        {
            var clock = Stopwatch.StartNew();
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            var loss = objective.Loss(plan.Build(0, step, plan.Batches(0)[0]));
            loss.backward();
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
            seconds.Add(clock.Elapsed.TotalSeconds);
        }

        return (seconds.Skip(1).Order().ElementAt(Steps / 2), Steps);
    });

    /// <summary>A few batches ranked over the whole catalogue, with their lists; the catalogue's vectors are made before.</summary>
    public static int Rank(Options options) => Measured.Print(() =>
    {
        var (experiment, corpus) = Open(options);
        var data = SyntheticHistories.Of(corpus, Batch * RankedBatches, options.Numbers("history", "8")[0] + 1);
        using var texts = Texts(options, experiment, corpus);
        using var model = FlareFactory.Create(Task(options, experiment, data, texts.Tables));
        using var scorer = new FlareScorer(model, texts.Tables);
        CaseEvaluation.Rank(scorer, data, data.Split.Test[..Batch], new RankOptions(Batch, 10), null, default);
        var clock = Stopwatch.StartNew();
        CaseEvaluation.Rank(scorer, data, data.Split.Test, new RankOptions(Batch, 10), null, default);
        return (clock.Elapsed.TotalSeconds, data.Split.Test.Length);
    });

    private static (Experiment Experiment, PreparedData Data) Open(Options options)
    {
        torch.set_num_threads(Environment.ProcessorCount);
        return (StrictYaml.Load<Experiment>(options.Text("experiment")), PreparedStore.Open(options.Text("data")));
    }

    private static FlareConfig Model(Experiment experiment)
    {
        var flare = (FlareConfig)experiment.Model;
        return flare with { Text = flare.Text with { Encoder = "hashed", Form = "mean" }, Critique = flare.Critique with { Use = false } };
    }

    private static TextSource Texts(Options options, Experiment experiment, PreparedData data) => TextSource.Open(
        data, Model(experiment), new TrainRequest { Experiment = "", Data = "", Out = "", Cache = options.Text("cache") }, null, default);

    private static FlareTask Task(Options options, Experiment experiment, PreparedData data, TextTables texts) => new()
    {
        Data = data,
        Model = Model(experiment),
        Training = experiment.Training! with { Batch = Batch },
        Evaluation = experiment.Evaluation,
        Texts = texts,
        Run = RunStore.Create(Path.Combine(options.Text("cache"), "run"), "scale", data.Statistics),
        Seed = 1,
        Device = torch.CPU,
    };
}
