using System.CommandLine;
using System.Globalization;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen sweep</c>: trains an experiment at many settings.</summary>
internal static class SweepCommand
{
    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "Sweep file: base, vary (a list or {from, to, steps, scale} per dotted key), seeds" };
        var (data, order, device) = (Where.Data(), Where.Order(), Where.Device());
        var (cache, models, threads) = (Where.Cache(), Where.Models(), Where.Threads());
        var output = Where.Out("runs", "Folder of runs; the experiments go to its folder 'experiments'");
        data.Required = false; // not for --list
        var list = new Option<bool>("--list") { Description = "Only check the sweep and name its points" };
        var command = new Command("sweep", "Train an experiment at every combination of settings; resumes where it was stopped.")
        {
            file, data, order, device, output, cache, models, threads, list,
        };
        command.SetAction((parsed, stop) =>
        {
            var sweep = parsed.GetRequiredValue(file);
            if (parsed.GetValue(list))
            {
                PrintPoints(Sweep.Expand(sweep));
                return Task.FromResult(0);
            }

            var where = new TrainRequest
            {
                Experiment = sweep, // each point puts its own in place
                Data = parsed.GetValue(data) ?? throw new RegenException("A sweep needs a corpus.", "--data", "name a prepared corpus or a folder of raw files"),
                Order = parsed.GetRequiredValue(order),
                Device = parsed.GetRequiredValue(device),
                Out = parsed.GetRequiredValue(output),
                Cache = parsed.GetRequiredValue(cache),
                Models = parsed.GetValue(models),
                Threads = parsed.GetValue(threads),
            };
            PrintOutcomes(TrainAll(sweep, where, stop));
            return Task.FromResult(0);
        });
        return command;
    }

    private static IReadOnlyList<SweepOutcome<TrainResult>> TrainAll(string sweep, TrainRequest where, CancellationToken stop)
    {
        var progress = CommandLine.Progress();
        return Sweep.Run(
            new SweepRequest { File = sweep, Experiments = Path.Combine(where.Out, "experiments") },
            (point, running) => Train.Run(where with { Experiment = point.ExperimentFile, Seed = point.Seed }, progress, running),
            progress,
            stop);
    }

    private static void PrintPoints(IReadOnlyList<SweepPoint> points) => TextTable.Print(
        ["experiment", ">seed", "settings"],
        [.. points.Select(static point => new[] { point.Name, Text(point.Seed), string.Join(", ", point.Settings.Select(static setting => $"{setting.Key} {setting.Value}")) })]);

    private static void PrintOutcomes(IReadOnlyList<SweepOutcome<TrainResult>> outcomes)
    {
        TextTable.Print(
            ["experiment", ">seed", ">validation NDCG@10", ">test NDCG@10 kept", ">removed", "state"],
            [.. outcomes.OrderByDescending(static outcome => outcome.Result?.Record.BestValidation ?? double.MinValue).Select(Row)]);
        RegenException[] failures = [.. outcomes.Select(static outcome => outcome.Failure).OfType<RegenException>()];
        if (failures.Length > 0)
        {
            throw new RegenException($"{failures.Length} of {outcomes.Count} runs failed; the first: {failures[0].What}", failures[0].Where, failures[0].Fix, failures[0]);
        }
    }

    private static string[] Row(SweepOutcome<TrainResult> outcome) =>
    [
        outcome.Point.Name,
        Text(outcome.Point.Seed),
        outcome.Result?.Record.BestValidation is { } best ? Score(best) : "",
        Ndcg(outcome.Result?.Record, "kept"),
        Ndcg(outcome.Result?.Record, "removed"),
        outcome.Failure is { } failure ? $"failed: {failure.What}" : outcome.Result!.IsFresh ? "trained" : "was there",
    ];

    private static string Ndcg(RunRecord? record, string column) =>
        record?.Metrics.FirstOrDefault(result => result.Metric == "ndcg@10" && result.Slice == "all" && result.Column == column) is { } found ? Score(found.Value) : "";

    private static string Score(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
