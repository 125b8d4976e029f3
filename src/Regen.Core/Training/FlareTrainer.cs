using System.Diagnostics;
using Regen.Core.Domain;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;
using TorchSharp;
using TorchSharp.Modules;

namespace Regen.Core.Training;

/// <summary>Trains one FLARE; killed at any moment, a second call goes on from the last checkpoint to the identical weights.</summary>
public sealed class FlareTrainer : IDisposable
{
    private const double SecondsBetweenCheckpoints = 20;

    private readonly FlareTask task;
    private readonly IProgress<WorkProgress>? progress;
    private readonly FlareModel model;
    private readonly AdamW optimizer;
    private readonly WeightAverage? average;
    private readonly ExamplePlan plan;
    private readonly TrainingStep step;
    private readonly Checkpoint checkpoint;
    private readonly Stopwatch sinceCheckpoint = Stopwatch.StartNew();
    private readonly Stopwatch sinceStart = new();
    private EventLog? events;
    private TrainingState state = new();
    private double secondsBefore;

    public FlareTrainer(FlareTask task, IProgress<WorkProgress>? progress = null)
    {
        (this.task, this.progress) = (task, progress);
        model = FlareFactory.Create(task);
        plan = new ExamplePlan(task.Data, task.Model, task.Training, task.Seed);
        optimizer = torch.optim.AdamW(
            model.parameters(),
            task.Training.LearningRate,
            task.Training.Beta1,
            task.Training.Beta2,
            weight_decay: task.Training.WeightDecay);
        average = task.Training.Average > 0 ? new WeightAverage(model, task.Training.Average) : null;
        step = new TrainingStep(model, FlareFactory.Objective(task, model), optimizer, task.Training, task.Seed);
        checkpoint = new Checkpoint(Path.Combine(task.Run.CheckpointFolder, "last.safetensors"), CheckpointIdentity.Of(task));
    }

    /// <summary>Weights as they are now; owned by the trainer.</summary>
    public FlareModel Model => model;

    public long ParameterCount => model.parameters().Concat(model.Query?.Weights.parameters() ?? []).Sum(parameter => parameter.numel());

    public long PlannedSteps => (long)plan.StepsPerEpoch * task.Training.Epochs;

    /// <summary>Seconds that this sitting has trained, without <see cref="AddQuery"/>; <see cref="TrainingState.Seconds"/> counts all sittings.</summary>
    public double SittingSeconds => sinceStart.Elapsed.TotalSeconds;

    /// <summary>Trains to the end, and leaves the best weights in the run folder and in <see cref="Model"/>.</summary>
    public TrainingState Run(CancellationToken stop = default)
    {
        state = checkpoint.TryRestore(model, optimizer, average) ?? state;
        secondsBefore = state.Seconds;
        using var log = EventLog.Open(task.Run.EventsFile, state.Step);
        events = log;
        sinceStart.Restart();
        Announce();
        while (!state.IsFinished && state.Epoch < task.Training.Epochs)
        {
            RunEpoch(stop);
            EndEpoch();
        }

        state = state with { IsFinished = true, Seconds = Elapsed() };
        if (state.BestEpoch == 0)
        {
            using var kept = average?.Lend();
            SaveBest(); // without a validation part the last weights are the result
        }

        checkpoint.Save(model, optimizer, average, state);
        sinceStart.Stop();
        WeightsFile.Load(task.Run.WeightsFile, model, CheckpointIdentity.Of(task));
        return state;
    }

    /// <summary>The second part, on the finished model: the head in which critiques ask the items' texts.</summary>
    public void AddQuery(CancellationToken stop = default)
    {
        using var log = EventLog.Open(task.Run.EventsFile, state.Step);
        using var query = new QueryTrainer(task, model, progress);
        query.Run(log, state.Step, stop);
    }

    public void Dispose()
    {
        average?.Dispose();
        optimizer.Dispose();
        model.Dispose();
    }

    private void RunEpoch(CancellationToken stop)
    {
        model.train();
        var batches = plan.Batches(state.Epoch);
        var next = Prepare(batches, state.StepInEpoch);
        for (var place = state.StepInEpoch; place < batches.Length; place++)
        {
            if (stop.IsCancellationRequested)
            {
                SaveCheckpoint();
                stop.ThrowIfCancellationRequested();
            }

            var watch = Stopwatch.StartNew();
            var batch = next!.GetAwaiter().GetResult();
            next = Prepare(batches, place + 1);
            var taken = step.Take(state.Step, PlannedSteps, batch);
            average?.Add(state.Step);
            state = state with
            {
                Step = state.Step + 1,
                StepInEpoch = place + 1,
                StepSeconds = state.StepSeconds + watch.Elapsed.TotalSeconds,
            };
            events!.Append(new RunEvent
            {
                Kind = "step",
                Step = state.Step,
                Epoch = state.Epoch + 1,
                Loss = taken.Loss,
                Rate = ExamplesPerSecond,
                LearningRate = taken.LearningRate,
            });
            Report(taken);
            if (sinceCheckpoint.Elapsed.TotalSeconds > SecondsBetweenCheckpoints)
            {
                SaveCheckpoint();
            }
        }
    }

    /// <summary>Builds a step's batch beside the step before it; null beyond the epoch's last.</summary>
    private Task<FlareBatch>? Prepare(int[][] batches, int place)
    {
        var epoch = state.Epoch;
        return place < batches.Length ? Task.Run(() => plan.Build(epoch, place, batches[place])) : null;
    }

    private void EndEpoch()
    {
        var epoch = state.Epoch + 1;
        state = state with { Epoch = epoch, StepInEpoch = 0 };
        var isLast = epoch == task.Training.Epochs;
        if (task.Data.Split.Validation.Length == 0 || (epoch % task.Training.EvaluateEvery != 0 && !isLast))
        {
            return;
        }

        using var kept = average?.Lend();
        var ndcg = CaseEvaluation.ValidationNdcg(model, task);
        events!.Append(new RunEvent { Kind = "validation", Step = state.Step, Epoch = epoch, Validation = ndcg });
        if (ndcg > state.BestValidation)
        {
            state = state with { BestValidation = ndcg, BestEpoch = epoch, EvaluationsWithoutGain = 0 };
            SaveBest();
        }
        else
        {
            state = state with { EvaluationsWithoutGain = state.EvaluationsWithoutGain + 1 };
        }

        state = state with { IsFinished = state.EvaluationsWithoutGain >= task.Training.Patience };
        progress?.Report(new WorkProgress(
            $"validation after epoch {epoch}", epoch, task.Training.Epochs, "epochs",
            $"NDCG@10 {ndcg:F4}, best {state.BestValidation:F4} (epoch {state.BestEpoch})"));
    }

    private void SaveBest() => WeightsFile.Save(task.Run.WeightsFile, model, CheckpointIdentity.Of(task));

    private void SaveCheckpoint()
    {
        state = state with { Seconds = Elapsed() };
        checkpoint.Save(model, optimizer, average, state);
        sinceCheckpoint.Restart();
    }

    private double ExamplesPerSecond => state.Step * task.Training.Batch / Math.Max(1e-9, state.StepSeconds);

    private double Elapsed() => secondsBefore + sinceStart.Elapsed.TotalSeconds;

    private void Announce() => progress?.Report(new WorkProgress(
        "plan", state.Step, PlannedSteps, "steps",
        $"{ParameterCount:N0} parameters, {task.Data.Items.Count:N0} items, {plan.StepsPerEpoch:N0} steps an epoch, "
        + $"at most {task.Training.Epochs} epochs{(state.Step > 0 ? "; goes on from the checkpoint" : "")}"));

    private void Report(StepTaken taken)
    {
        var left = TimeSpan.FromSeconds((PlannedSteps - state.Step) * task.Training.Batch / ExamplesPerSecond);
        progress?.Report(new WorkProgress(
            $"epoch {state.Epoch + 1}", state.Step, PlannedSteps, "steps",
            $"loss {taken.Loss:F3}, {ExamplesPerSecond:F0} examples/s, at most {left:h\\:mm\\:ss} left"));
    }
}
