using System.Globalization;
using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary>A benchmark in a terminal: its cells, and what became of them.</summary>
internal static class GridLines
{
    public static void Run(GridRequest request, bool isListed, CancellationToken stop)
    {
        if (isListed)
        {
            TextTable.Print(
                ["data", "order", "row", "experiment", ">seed"],
                [.. Grid.Expand(request.File).Select(static cell => new[] { cell.Set, cell.OrderName, cell.Row.Label, cell.Row.Name, Text(cell.Seed) })]);
            return;
        }

        if (request.Data.Count == 0)
        {
            throw new RegenException("A grid needs the folders of its data sets.", "--data", "write NAME=DIR, once for each data set that is to be run");
        }

        PrintOutcomes(Grid.Run(request, CommandLine.Progress(), stop));
    }

    /// <summary>"office2014=DIR" as a name and a folder.</summary>
    public static IReadOnlyDictionary<string, string> Folders(IEnumerable<string> texts)
    {
        Dictionary<string, string> folders = [];
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !folders.TryAdd(text[..equals], text[(equals + 1)..]))
            {
                throw new RegenException($"'{text}' is not the folder of a data set.", "--data", "write NAME=DIR, each name once");
            }
        }

        return folders;
    }

    public static IReadOnlyList<string>? Words(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static void PrintOutcomes(IReadOnlyList<GridOutcome> outcomes)
    {
        TextTable.Print(
            ["data", "order", "row", ">seed", ">Recall@10 kept", ">removed", ">NDCG@10 kept", ">removed", "state"],
            [.. outcomes.Select(Row)]);
        GridOutcome[] failed = [.. outcomes.Where(static outcome => outcome.Failure is not null)];
        foreach (var (cell, _, failure) in failed)
        {
            Console.Error.WriteLine($"failed: {cell.Set}, {cell.OrderName}, {cell.Row.Name}, seed {cell.Seed}: {failure!.Message}");
        }

        if (failed.Length > 0)
        {
            throw new RegenException($"{failed.Length} of {outcomes.Count} runs failed.", "the runs named above", "mend what they say, then run the same command again");
        }
    }

    private static string[] Row(GridOutcome outcome) =>
    [
        outcome.Cell.Set,
        outcome.Cell.OrderName,
        outcome.Cell.Row.Label,
        Text(outcome.Cell.Seed),
        Mean(outcome.Result?.Record, "recall@10", "kept"),
        Mean(outcome.Result?.Record, "recall@10", "removed"),
        Mean(outcome.Result?.Record, "ndcg@10", "kept"),
        Mean(outcome.Result?.Record, "ndcg@10", "removed"),
        outcome.Result is null ? "failed" : outcome.Result.IsFresh ? "run" : "was there",
    ];

    private static string Mean(RunRecord? record, string metric, string column) =>
        record?.Metrics.FirstOrDefault(result => result.Metric == metric && result.Slice == "all" && result.Column == column)?.Value
            .ToString("0.0000", CultureInfo.InvariantCulture) ?? "";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
