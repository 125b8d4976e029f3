using System.Diagnostics;
using Regen.Core.Baselines;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Models.Encoders;
using Regen.Core.Runs;
using Regen.Core.Training;
using TorchSharp.Regen;

namespace Regen.Core.Workbench;

/// <summary><c>regen train</c>: prepares what is not prepared, trains or counts the model, ranks the test part, and records the run.</summary>
public static class Train
{
    /// <summary>Length of the lists that a run keeps of every test user.</summary>
    private const int KeptListLength = 20;

    /// <summary>Runs one experiment; a finished run is only read, an unfinished one goes on.</summary>
    /// <exception cref="RegenException">Anything about files, data or settings that the caller can mend.</exception>
    public static TrainResult Run(TrainRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var experiment = StrictYaml.Load<Experiment>(request.Experiment);
        var data = PreparedStore.OpenOrPrepare(
            request.Data, experiment.Prepare, request.Order, Path.Combine(request.Cache, "prepared"), progress, stop);
        var folder = Path.Combine(request.Out, FolderName(experiment, data, request.Seed));
        var run = RunStore.Create(folder, StrictYaml.Write(experiment), data.Statistics);
        if (run.IsFinished)
        {
            return new TrainResult(run.Path, RequireSame(run, experiment, data, request), IsFresh: false);
        }

        var sitting = new Sitting(request, experiment, data, run, RecordParts.Begin(request, experiment, data), progress);
        var record = experiment.Model is FlareConfig flare ? sitting.TrainFlare(flare, stop) : sitting.Count(stop);
        run.WriteRecord(record);
        return new TrainResult(run.Path, record, IsFresh: true);
    }

    /// <summary>"history.v1-office2014-file-seed1": what tells one run from another.</summary>
    public static string FolderName(Experiment experiment, PreparedData data, long seed)
    {
        var order = string.Concat(data.TieOrder.Select(c => char.IsLetterOrDigit(c) ? c : '_'));
        return $"{experiment.Name}.v{experiment.Version}-{data.Name}-{order}-seed{seed}";
    }

    private static RunRecord RequireSame(RunFolder run, Experiment experiment, PreparedData data, TrainRequest request)
    {
        var record = run.ReadRecord();
        if (record.DataSha256 != data.Sha256 || record.ExperimentSha256 != StrictYaml.Sha256(experiment) || record.Seed != request.Seed)
        {
            throw new RegenException(
                "A finished run of other data, another experiment or another seed stands here.", run.Path, "Give another --out, or delete that run.");
        }

        return record;
    }

    /// <summary>What one call works with.</summary>
    private sealed record Sitting(
        TrainRequest Request, Experiment Experiment, PreparedData Data, RunFolder Run, RunRecord Begun, IProgress<WorkProgress>? Progress)
    {
        private readonly Stopwatch watch = Stopwatch.StartNew();

        public RunRecord TrainFlare(FlareConfig flare, CancellationToken stop)
        {
            var device = Machine.Use(Request.Device, Request.Threads);
            var cold = Experiment.Training!.Cold is { } held ? ColdItems.HoldOut(Data, held) : null;
            using var texts = TextSource.Open(Data, flare, Request, Progress, stop);
            var task = new FlareTask
            {
                Data = cold?.Data ?? Data,
                Model = flare,
                Training = Experiment.Training,
                Evaluation = Experiment.Evaluation,
                Texts = texts.Tables,
                Reader = flare.Critique.Query is { TunedLayers: > 0 and var count } ? () => EncoderCatalogue.Top(flare.Text.Encoder, count, Request.Models) : null,
                Run = Run,
                Seed = Request.Seed,
                Device = device,
            };
            using var trainer = new FlareTrainer(task, Progress);
            var state = Request.Profile ? RunProfiled(trainer, stop) : trainer.Run(stop);
            if (flare.Critique.Query is not null)
            {
                trainer.AddQuery(stop);
            }

            using var scorer = new FlareScorer(trainer.Model, texts.Tables);
            CatalogueFile.Write(Run, Data, scorer);
            var metrics = Rank(task.Data, scorer, stop);
            if (cold is not null)
            {
                metrics = [.. metrics, .. ColdStudy.Run(scorer, cold, texts.Tables, Run, Experiment.Evaluation.Cutoffs, stop)];
            }

            return Finished(trainer, state, metrics, texts.Signature);
        }

        private TrainingState RunProfiled(FlareTrainer trainer, CancellationToken stop)
        {
            TrainingState? state = null;
            var profile = OperatorProfile.Of(() => state = trainer.Run(stop));
            WholeFile.Write(Run.OperatorsFile, OperatorTable.Of(profile));
            return state!;
        }

        private RunRecord Finished(FlareTrainer trainer, TrainingState state, IReadOnlyList<MetricResult> metrics, string textSignature) => Begun with
        {
            Metrics = metrics,
            Parameters = trainer.ParameterCount,
            Epochs = state.Epoch,
            BestEpoch = state.BestEpoch,
            SecondsPerEpoch = state.Epoch == 0 ? 0 : state.StepSeconds / state.Epoch,
            BestValidation = state.BestEpoch == 0 ? null : state.BestValidation,
            WallClockSeconds = state.Seconds + watch.Elapsed.TotalSeconds - trainer.SittingSeconds,
            Versions = RecordParts.With(Begun.Versions, "text encoder", textSignature),
        };

        public RunRecord Count(CancellationToken stop)
        {
            var task = CountedModel.Ask(Data, Experiment, Request, Progress, stop);
            var counted = BaselineEvaluation.Run(task, Progress, stop);
            Run.WriteRanks(counted.Ranks);
            return Begun with
            {
                Metrics = counted.Metrics,
                WallClockSeconds = watch.Elapsed.TotalSeconds,
                Versions = task.Texts is null ? Begun.Versions : RecordParts.With(Begun.Versions, "text encoder", task.Texts.Signature),
            };
        }

        private IReadOnlyList<MetricResult> Rank(PreparedData data, FlareScorer scorer, CancellationToken stop)
        {
            var part = CaseEvaluation.Rank(scorer, data, data.Split.Test, new RankOptions(Experiment.Evaluation.Batch, KeptListLength), Progress, stop);
            Run.WriteRanks(part.Ranks);
            Run.WriteTopK([.. data.Split.Test.SelectMany((asked, i) => Rows(asked.User, part.TopKept[i]))]);
            return RankedMetrics.Of(part, data, Experiment.Evaluation.Cutoffs);
        }

        private static IEnumerable<RankedItem> Rows(int user, TopItems top) =>
            top.Items.Select((item, place) => new RankedItem(user, place + 1, item, top.Scores[place]));
    }
}
