using System.CommandLine;
using System.Globalization;
using Regen.Core.Runs;

namespace Regen.Cli.Commands;

/// <summary><c>regen runs</c>: lists runs, shows one, compares two.</summary>
internal static class RunsCommand
{
    public static Command Build() => new("runs", "List runs, show one, compare two, keep their records.")
    {
        BuildList(), BuildShow(), BuildDiff(), RunsRecordCommand.Build(),
    };

    private static Command BuildList()
    {
        var folder = new Argument<string>("dir") { Description = "Folder of runs.", DefaultValueFactory = static _ => "runs" };
        var command = new Command("list", "All runs in a folder and below it.") { folder };
        command.SetAction(parsed => PrintList(RunCatalogue.List(parsed.GetRequiredValue(folder))));
        return command;
    }

    private static Command BuildShow()
    {
        var run = new Argument<string>("run") { Description = "Folder of the run." };
        var command = new Command("show", "One run: where it came from, its settings and its metrics.") { run };
        command.SetAction(parsed => PrintDetails(RunCatalogue.Show(parsed.GetRequiredValue(run))));
        return command;
    }

    private static Command BuildDiff()
    {
        var left = new Argument<string>("a") { Description = "Folder of the first run." };
        var right = new Argument<string>("b") { Description = "Folder of the second run." };
        var command = new Command("diff", "What differs between two runs: settings, circumstances, metrics on the users of both.") { left, right };
        command.SetAction(parsed => PrintComparison(RunCatalogue.Diff(parsed.GetRequiredValue(left), parsed.GetRequiredValue(right))));
        return command;
    }

    private static void PrintList(IReadOnlyList<RunEntry> runs)
    {
        if (runs.Count == 0)
        {
            Console.WriteLine("no runs here");
            return;
        }

        TextTable.Print(
            ["run", "experiment", "data", "order", ">seed", "started", ">NDCG@10 kept", ">removed", "state"],
            [.. runs.Select(Row)]);
    }

    private static string[] Row(RunEntry run) =>
    [
        run.Name,
        run.Record?.Name ?? "",
        run.Record?.Data ?? "",
        run.Record?.Order ?? "",
        run.Record is { } seeded ? Text(seeded.Seed) : "",
        run.Record?.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "",
        Ndcg(run.Record, "kept"),
        Ndcg(run.Record, "removed"),
        run.State switch
        {
            RunState.Finished => "finished",
            RunState.Unfinished => "unfinished",
            _ => $"damaged: {run.Reason}",
        },
    ];

    private static string Ndcg(RunRecord? record, string column) =>
        record?.Metrics.FirstOrDefault(result => result.Metric == "ndcg@10" && result.Slice == "all" && result.Column == column) is { } found
            ? Score(found.Value)
            : "";

    private static void PrintDetails(RunDetails run)
    {
        Console.WriteLine(run.Folder.Path);
        foreach (var problem in run.Problems)
        {
            Console.WriteLine($"  cannot be read: {problem}");
        }

        if (run.State == RunState.Unfinished)
        {
            Console.WriteLine($"  unfinished{(run.LastEvent is { } last ? $": epoch {last.Epoch}, step {last.Step:N0}" : "")}; the same training command goes on with it");
        }

        if (run.Record is { } record)
        {
            PrintRecord(record);
        }

        if (run.Statistics is { } corpus)
        {
            Console.WriteLine($"\ncorpus: {corpus.Users:N0} users, {corpus.Items:N0} items, {corpus.Interactions:N0} interactions, {corpus.InteractionsPerUser:0.00} each");
        }

        Console.WriteLine();
        TextTable.Print(["setting", "value"], [.. run.Settings.Select(static setting => new[] { setting.Key, setting.Value })]);
    }

    private static void PrintRecord(RunRecord record)
    {
        TextTable.Print(
            ["", ""],
            [
                ["experiment", $"{record.Name}  ({record.Condition})"],
                ["data", $"{record.Data}{(record.IsSynthetic ? " (synthetic)" : "")}, order {record.Order}, split {record.Split}"],
                ["seed", Text(record.Seed)],
                ["commit", record.Commit],
                ["machine", $"{record.Hardware}; {record.Device}, {record.Threads} threads, {record.Precision}"],
                ["versions", string.Join(", ", record.Versions.Select(static version => $"{version.Key} {version.Value}"))],
                ["training", $"{record.Epochs} epochs of {record.SecondsPerEpoch:0.0} s, best {record.BestEpoch}; {record.Parameters:N0} parameters; {record.WallClockSeconds:0} s in all"],
            ]);
        Console.WriteLine();
        TextTable.Print(
            ["metric", "seen items", "users", ">n", ">value"],
            [.. record.Metrics.Select(static result => new[] { result.Metric, result.Column, result.Slice, Text(result.Users), Score(result.Value) })]);
    }

    private static void PrintComparison(RunComparison found)
    {
        Console.WriteLine($"a: {found.Left.Name}, seed {found.Left.Seed}\nb: {found.Right.Name}, seed {found.Right.Seed}");
        PrintDifferences("setting", found.Settings);
        PrintDifferences("circumstance", found.Circumstances);
        Console.WriteLine();
        if (found.Note is { } note)
        {
            Console.WriteLine(note);
        }

        TextTable.Print(
            ["metric", "seen items", "users", ">a", ">b", ">b - a", ">paired b - a", ">shared users"],
            [.. found.Metrics.Select(MetricRow)]);
    }

    private static string[] MetricRow(MetricDifference metric) =>
    [
        metric.Metric,
        metric.Column,
        metric.Slice,
        Score(metric.Left),
        Score(metric.Right),
        Signed(metric.Right - metric.Left),
        metric.PairedDifference is { } paired ? Signed(paired) : "",
        metric.SharedUsers == 0 ? "" : Text(metric.SharedUsers),
    ];

    private static void PrintDifferences(string title, IReadOnlyList<RunDifference> differences)
    {
        Console.WriteLine();
        if (differences.Count == 0)
        {
            Console.WriteLine($"no {title} differs");
            return;
        }

        TextTable.Print([title, "a", "b"], [.. differences.Select(static difference => new[] { difference.Key, difference.Left ?? "-", difference.Right ?? "-" })]);
    }

    private static string Score(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
