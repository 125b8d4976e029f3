using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;
using Regen.Core.Training;
using TorchSharp;
using TorchSharp.Regen;
using Xunit;

namespace Regen.Core.Tests.Training;

[Collection("torch")] // seeds and threads belong to the process
public sealed class FlareTrainerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("regen-train-").FullName;
    private readonly PreparedData data = TinyCorpus.Make();

    public FlareTrainerTests() => torch.set_num_threads(1);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("mlm", 0)]
    [InlineData("causal", 0)]
    [InlineData("causal", 0.9)]
    public void A_training_stopped_after_any_step_ends_in_the_same_weights(string objective, double average)
    {
        var training = TinyCorpus.Training(objective: objective) with { Average = average };
        var whole = Train("whole", training, stopAfter: null);
        var random = SeededRandom.For(17, objective);
        foreach (var stop in Enumerable.Range(0, 3).Select(_ => 1 + random.Next(7)))
        {
            var name = $"stopped-{stop}-{random.NextUInt64()}";
            Assert.Throws<OperationCanceledException>(() => Train(name, training, stop));
            var resumed = Train(name, training, stopAfter: null);

            Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(resumed));
            Assert.Equal(Steps("whole"), Steps(name));
        }
    }

    [Fact]
    public void Equal_seeds_give_equal_bits_and_others_do_not()
    {
        var one = File.ReadAllBytes(Train("one", TinyCorpus.Training(), null));

        Assert.Equal(one, File.ReadAllBytes(Train("two", TinyCorpus.Training(), null)));
        Assert.NotEqual(one, File.ReadAllBytes(Train("three", TinyCorpus.Training(), null, seed: 2)));
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("bf16")]
    public void A_walk_round_a_ring_is_learnt(string precision)
    {
        var training = TinyCorpus.Training(epochs: 60, objective: "causal") with { Precision = precision, LearningRate = 0.01, EvaluateEvery = 20 };
        using var texts = TinyCorpus.Tables(data);
        var task = Task("learns", training, texts);
        using var trainer = new FlareTrainer(task);
        var state = trainer.Run(TestContext.Current.CancellationToken);

        using var scorer = new FlareScorer(trainer.Model, texts);
        var part = CaseEvaluation.Rank(scorer, data, data.Split.Test, new RankOptions(16, 10), null, TestContext.Current.CancellationToken);
        var recall = part.Ranks.Average(rank => rank.RankKept <= 5 ? 1.0 : 0);

        Assert.True(recall > 0.6, $"Recall@5 is {recall:F3} after {state.Epoch} epochs; chance is {5.0 / data.Items.Count:F3}");
    }

    [Theory]
    [InlineData("full")]
    [InlineData("candidates")]
    public void A_step_with_evidence_moves_every_weight(string loss)
    {
        using var texts = TinyCorpus.Tables(data);
        var training = TinyCorpus.Training(objective: "causal");
        var task = Task("evidence", training with { Loss = training.Loss with { Kind = loss, Negatives = 8 } }, texts) with
        {
            Model = TinyCorpus.Model() with
            {
                Head = new HeadConfig { Items = "fused", Transform = true, Bias = true, Seen = "last" },
                Successors = new SuccessorConfig { LastItems = 2, Window = 3 },
                Similarity = new SimilarityConfig { LastItems = 2, Components = 6 },
                Contrastive = new ContrastiveConfig { Weight = 0.1, Temperature = 0.07, LearnTemperature = true },
            },
        };
        using var model = FlareFactory.Create(task);
        var plan = new ExamplePlan(data, task.Model, task.Training, 1);
        using var scope = torch.NewDisposeScope();

        FlareFactory.Objective(task, model).Loss(plan.Build(0, 0, [.. Enumerable.Range(0, 40)])).backward();

        string[] still = [.. model.named_parameters().Where(pair => pair.parameter.grad is not { } grad || grad.abs().sum().item<float>() == 0).Select(pair => pair.name)];
        Assert.Equal(["mask_embedding"], still); // nothing is masked by the causal objective
    }

    [Fact]
    public void A_training_step_leaves_no_tensor_behind()
    {
        using var texts = TinyCorpus.Tables(data);
        var task = Task("leak", TinyCorpus.Training(), texts);
        using var model = FlareFactory.Create(task);
        using var optimizer = torch.optim.AdamW(model.parameters());
        var plan = new ExamplePlan(data, task.Model, task.Training, 1);
        var batches = plan.Batches(0);
        var step = new TrainingStep(model, FlareFactory.Objective(task, model), optimizer, task.Training, 1);
        step.Take(0, 10, plan.Build(0, 0, batches[0])); // the first step makes gradients, which stay

        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        step.Take(1, 10, plan.Build(0, 1, batches[1]));

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_before_the_weights()
    {
        using var texts = new TextTables(Broken(data.Items.Count), TinyCorpus.Texts(5));
        var task = Task("nan", TinyCorpus.Training(), texts);
        using var trainer = new FlareTrainer(task);
        using var scope = torch.NewDisposeScope();
        var before = trainer.Model.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());

        var problem = Assert.Throws<RegenException>(() => trainer.Run(TestContext.Current.CancellationToken));

        Assert.Contains("step 0", problem.Where, StringComparison.Ordinal);
        Assert.All(trainer.Model.state_dict(), pair => Assert.True(torch.allclose(before[pair.Key], pair.Value)));
    }

    [Fact]
    public void A_checkpoint_of_another_catalogue_is_refused()
    {
        Assert.Throws<OperationCanceledException>(() => Train("moved", TinyCorpus.Training(), stopAfter: 3));
        using var texts = TinyCorpus.Tables(data);
        var task = Task("moved", TinyCorpus.Training(), texts) with { Data = data with { CatalogueSha256 = new string('2', 64) } };
        using var trainer = new FlareTrainer(task);

        var problem = Assert.Throws<RegenException>(() => trainer.Run(TestContext.Current.CancellationToken));

        Assert.Contains("another one of 30", problem.What, StringComparison.Ordinal);
        Assert.Contains("checkpoint", problem.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_not_numbers_are_refused_with_their_tensor()
    {
        var path = Train("spoilt", TinyCorpus.Training(epochs: 1), null);
        using var texts = TinyCorpus.Tables(data);
        var task = Task("other", TinyCorpus.Training(), texts);
        using var model = FlareFactory.Create(task);
        using (torch.no_grad())
        {
            var state = model.state_dict();
            state["input_norm.weight"].fill_(float.NaN);
            SafetensorsFile.Save(path, state, CheckpointIdentity.Of(task).ToMetadata());
        }

        var problem = Assert.Throws<RegenException>(() => WeightsFile.Load(path, model, CheckpointIdentity.Of(task)));

        Assert.Contains("input_norm.weight", problem.What, StringComparison.Ordinal);
        Assert.Equal(path, problem.Where);
    }

    [Fact]
    public void Without_a_validation_part_all_epochs_run_and_the_last_weights_stay()
    {
        using var texts = TinyCorpus.Tables(data);
        var everything = data with
        {
            Split = new Split
            {
                Kind = "all",
                TrainLength = [.. Enumerable.Range(0, data.Sequences.UserCount).Select(data.Sequences.LengthOf)],
                Validation = [],
                Test = [],
            },
        };
        using var trainer = new FlareTrainer(Task("all", TinyCorpus.Training(epochs: 2), texts) with { Data = everything });

        var state = trainer.Run(TestContext.Current.CancellationToken);

        Assert.Equal(2, state.Epoch);
        Assert.Equal(0, state.BestEpoch);
        Assert.True(File.Exists(Path.Combine(folder, "all", "weights", "best.safetensors")));
    }

    private static ResidentTextTable Broken(int count) => new(torch.full([count, 3, TinyCorpus.TextWidth], float.NaN));

    private FlareTask Task(string name, TrainingConfig training, TextTables texts, long seed = 1) => new()
    {
        Data = data,
        Model = TinyCorpus.Model(),
        Training = training,
        Evaluation = new EvaluationConfig { Cutoffs = [10], Batch = 16 },
        Texts = texts,
        Run = RunStore.Create(Path.Combine(folder, name), "name: tiny\n", data.Statistics),
        Seed = seed,
        Device = torch.CPU,
    };

    private string Train(string name, TrainingConfig training, int? stopAfter, long seed = 1)
    {
        using var texts = TinyCorpus.Tables(data);
        using var stop = new CancellationTokenSource();
        var steps = 0;
        var watcher = new Watcher(progress =>
        {
            if (progress.Stage.StartsWith("epoch", StringComparison.Ordinal) && ++steps == stopAfter)
            {
                stop.Cancel();
            }
        });
        using var trainer = new FlareTrainer(Task(name, training, texts, seed), watcher);
        trainer.Run(stop.Token);
        return Path.Combine(folder, name, "weights", "best.safetensors");
    }

    private double?[] Steps(string name) =>
    [
        .. EventLog.Read(Path.Combine(folder, name, "events.jsonl")).Where(one => one.Kind == "step").Select(one => one.Loss),
    ];

    private sealed class Watcher(Action<WorkProgress> seen) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => seen(value);
    }
}
