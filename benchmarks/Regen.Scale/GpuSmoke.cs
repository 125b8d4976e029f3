using System.Diagnostics;
using System.Globalization;
using System.Text;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Data.Sample;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Runs;
using Regen.Core.Training;
using Regen.Core.Workbench;
using TorchSharp;
using TorchSharp.Regen;

namespace Regen.Scale;

/// <summary>A first run on an accelerator: operators against the processor, FLARE's steps in both precisions on the sample, ranking, times.</summary>
internal static class GpuSmoke
{
    private const int Steps = 30;
    private const int Warm = 5;
    private const int Batch = 256;

    public static int Run(Options options)
    {
        try
        {
            return Smoke(options);
        }
        catch (RegenException problem)
        {
            Console.Error.WriteLine($"error: {problem.What}\n  where: {problem.Where}\n  fix:   {problem.Fix}");
            return 1;
        }
    }

    private static int Smoke(Options options)
    {
        var name = options.Text("device", "cuda");
        var device = Machine.Use(name, null);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# Smoke run on '{name}'\n\n{Host.Describe()}; libtorch {TorchBuild.Describe().Version}. Made by benchmarks/gpu/run.sh.\n");
        var isRight = AddOperators(text, device);
        using var fixture = new Fixture(options, device);
        text.AppendLine("\n| FLARE on the sample | first loss | last loss | ms a step | users/s |\n| --- | ---: | ---: | ---: | ---: |");
        var losses = new List<double>();
        foreach (var precision in (string[])["fp32", "bf16"])
        {
            losses.Add(Train(text, fixture, precision));
        }

        isRight &= losses.TrueForAll(double.IsFinite) && Math.Abs(losses[0] - losses[1]) < 0.1 * Math.Abs(losses[0]);
        isRight &= Rank(text, fixture);
        text.AppendLine(isRight ? "\nEverything agrees." : "\nSOMETHING DIFFERS: see above.");
        Console.Write(text);
        if (options.Maybe("out") is { } file)
        {
            File.WriteAllText(file, text.ToString());
        }

        return isRight ? 0 : 1;
    }

    private static bool AddOperators(StringBuilder text, torch.Device device)
    {
        text.AppendLine("| operator | largest relative difference from the processor | allowed |\n| --- | ---: | ---: |");
        var isRight = true;
        foreach (var (name, difference, allowed) in OperatorChecks.Run(device))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {difference:E1} | {allowed:E0} |");
            isRight &= difference <= allowed;
        }

        return isRight;
    }

    private static double Train(StringBuilder text, Fixture fixture, string precision)
    {
        var task = fixture.Task(precision);
        using var model = FlareFactory.Create(task);
        using var optimizer = torch.optim.AdamW(model.parameters(), 1e-3);
        var objective = FlareFactory.Objective(task, model);
        var plan = new ExamplePlan(task.Data, task.Model, task.Training, 1);
        var batches = plan.Batches(0);
        model.train();
        var clock = new Stopwatch();
        var (first, last) = (double.NaN, double.NaN);
        for (var step = 0; step < Warm + Steps; step++)
        {
            if (step == Warm)
            {
                fixture.Wait();
                clock.Start();
            }

            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            var loss = objective.Loss(plan.Build(0, step, batches[step % batches.Length]));
            loss.backward();
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
            last = step is 0 or Warm + Steps - 1 ? loss.to(torch.ScalarType.Float32).item<float>() : last;
            first = step == 0 ? last : first;
        }

        fixture.Wait();
        var milliseconds = clock.Elapsed.TotalMilliseconds / Steps;
        text.AppendLine(CultureInfo.InvariantCulture, $"| {precision} | {first:F4} | {last:F4} | {milliseconds:F1} | {Batch / milliseconds * 1000:N0} |");
        return last;
    }

    private static bool Rank(StringBuilder text, Fixture fixture)
    {
        using var model = FlareFactory.Create(fixture.Task("fp32"));
        using var scorer = new FlareScorer(model, fixture.Texts.Tables);
        RankedPart All() => CaseEvaluation.Rank(scorer, fixture.Data, fixture.Data.Split.Test, new RankOptions(Batch, 10), null, default);
        All();
        var clock = Stopwatch.StartNew();
        var part = All();
        var seconds = clock.Elapsed.TotalSeconds;
        var isRight = part.Ranks.All(rank => rank.RankKept >= 1 && rank.RankKept <= fixture.Data.Items.Count && rank.RankRemoved <= rank.RankKept);
        text.AppendLine(CultureInfo.InvariantCulture, $"\nRanking {part.Ranks.Length:N0} users against {fixture.Data.Items.Count:N0} items: {seconds:F2} s, {part.Ranks.Length / seconds:N0} users/s; ranks {(isRight ? "are" : "ARE NOT")} within the catalogue.");
        return isRight;
    }

    /// <summary>The sample, prepared and encoded once.</summary>
    private sealed class Fixture : IDisposable
    {
        private readonly Experiment experiment;
        private readonly torch.Device device;
        private readonly RunFolder run;

        public Fixture(Options options, torch.Device device)
        {
            this.device = device;
            var work = options.Text("work");
            var raw = Path.Combine(work, "raw");
            experiment = StrictYaml.Load<Experiment>(options.Text("experiment"));
            SampleCorpus.Write(new SampleRequest { Users = options.Numbers("users", "4000")[0], Out = raw });
            var cache = Path.Combine(work, "cache");
            Data = PreparedStore.OpenOrPrepare(raw, experiment.Prepare, "file", Path.Combine(cache, "prepared"));
            Model = (FlareConfig)experiment.Model;
            Model = Model with { Text = Model.Text with { Encoder = "hashed" } };
            Texts = TextSource.Open(Data, Model, new TrainRequest { Experiment = "", Data = "", Out = "", Cache = cache, Device = device.ToString() }, null, default);
            run = RunStore.Create(Path.Combine(work, "run"), "smoke", Data.Statistics);
        }

        public PreparedData Data { get; }

        public TextSource Texts { get; }

        private FlareConfig Model { get; }

        public FlareTask Task(string precision) => new()
        {
            Data = Data,
            Model = Model,
            Training = experiment.Training! with { Batch = Batch, Precision = precision },
            Evaluation = experiment.Evaluation,
            Texts = Texts.Tables,
            Run = run,
            Seed = 1,
            Device = device,
        };

        public void Wait()
        {
            if (device.type == DeviceType.CUDA)
            {
                torch.cuda.synchronize(device);
            }
        }

        public void Dispose() => Texts.Dispose();
    }
}
