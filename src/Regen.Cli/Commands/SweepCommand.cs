using System.CommandLine;
using System.Globalization;
using Regen.Analysis;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen sweep</c>: trains an experiment at many settings, or the experiments of a benchmark.</summary>
internal static class SweepCommand
{
    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "Sweep file: base, vary (a list or {from, to, steps, scale} per dotted key), seeds; or grid file: sets of experiments" };
        var list = new Option<bool>("--list") { Description = "Only check the file and name its runs" };
        var options = new Options();
        var command = new Command("sweep", "Train an experiment at every combination of settings, or the experiments of a grid; resumes where it was stopped.") { file };
        options.AddTo(command);
        command.Add(list);
        command.SetAction((parsed, stop) =>
        {
            var (sweep, isListed) = (parsed.GetRequiredValue(file), parsed.GetValue(list));
            if (GridFile.Is(sweep))
            {
                GridLines.Run(options.OfGrid(parsed, sweep), isListed, stop);
                Report(options.ReportOf(parsed, isListed), stop);
            }
            else if (isListed)
            {
                PrintPoints(Sweep.Expand(sweep));
            }
            else
            {
                PrintOutcomes(TrainAll(sweep, options.OfSweep(parsed, sweep), stop));
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static void Report(ReportRequest? request, CancellationToken stop)
    {
        if (request is not null)
        {
            ReportCommand.Print(Regen.Analysis.Report.WriteBenchmark(request, CommandLine.Progress(), stop));
        }
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

    private sealed class Options
    {
        private readonly Option<string[]> data = new("--data") { Description = "Prepared corpus, or folder of raw files; NAME=DIR for each data set of a grid" };
        private readonly Option<string?> only = new("--only") { Description = "Rows, data sets and orders of a grid to run, separated by commas" };
        private readonly Option<string> order = Where.Order();
        private readonly Option<string> device = Where.Device();
        private readonly Option<string> output = Where.Out("runs", "Folder of runs; the experiments of a sweep go to its folder 'experiments'");
        private readonly Option<string?> report = new("--report") { Description = "Folder for the report of a grid, once its runs are finished", HelpName = "DIR" };
        private readonly Option<string> cache = Where.Cache();
        private readonly Option<string?> models = Where.Models();
        private readonly Option<int?> threads = Where.Threads();

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[data, only, order, device, output, report, cache, models, threads])
            {
                command.Add(option);
            }
        }

        /// <summary>The report that a grid ends with; null where none is asked for.</summary>
        public ReportRequest? ReportOf(ParseResult parsed, bool isListed) => parsed.GetValue(report) is { } folder && !isListed
            ? new ReportRequest { Runs = [parsed.GetRequiredValue(output)], Out = folder, Seed = ReportCommand.DefaultSeed, Resamples = ReportCommand.DefaultResamples }
            : null;

        public GridRequest OfGrid(ParseResult parsed, string file) => new()
        {
            File = file,
            Data = GridLines.Folders(parsed.GetValue(data) ?? []),
            Only = GridLines.Words(parsed.GetValue(only)),
            Device = parsed.GetRequiredValue(device),
            Out = parsed.GetRequiredValue(output),
            Cache = parsed.GetRequiredValue(cache),
            Models = parsed.GetValue(models),
            Threads = parsed.GetValue(threads),
        };

        /// <summary>Each point puts its own experiment in the place of the sweep's file.</summary>
        public TrainRequest OfSweep(ParseResult parsed, string file) => new()
        {
            Experiment = file,
            Data = parsed.GetValue(data) is [var folder]
                ? folder
                : throw new RegenException("A sweep needs one corpus.", "--data", "name a prepared corpus or a folder of raw files"),
            Order = parsed.GetRequiredValue(order),
            Device = parsed.GetRequiredValue(device),
            Out = parsed.GetRequiredValue(output),
            Cache = parsed.GetRequiredValue(cache),
            Models = parsed.GetValue(models),
            Threads = parsed.GetValue(threads),
        };
    }
}
