using Regen.Core.Runs;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary>A run's main numbers in a terminal, both columns side by side, and those of critiqued users below.</summary>
internal static class MetricLines
{
    private static readonly string[] Shown =
        ["recall@1", "recall@5", "recall@10", "recall@20", "ndcg@5", "ndcg@10", "mrr", "mrr@10", "coverage@10", "gini@10"];

    public static void Print(TrainResult result)
    {
        var record = result.Record;
        Console.WriteLine($"{record.Name}  seed {record.Seed}  {record.Data}, order {record.Order}  {result.Folder}");
        Print(record.Metrics);
    }

    public static void Print(IReadOnlyList<MetricResult> metrics)
    {
        Console.WriteLine($"  {"",-24} {"seen kept",10} {"removed",10}");
        foreach (var metric in Shown)
        {
            Line(metrics, metric, "all", metric);
        }

        if (Find(metrics, "recall@10", "kept", "critiqued") is { } critiqued)
        {
            Line(metrics, "recall@10", "critiqued", $"recall@10, {critiqued.Users:N0} critiqued");
        }
    }

    private static void Line(IReadOnlyList<MetricResult> metrics, string metric, string slice, string label) => Console.WriteLine(
        $"  {label,-24} {Find(metrics, metric, "kept", slice)?.Value,10:F4} {Find(metrics, metric, "removed", slice)?.Value,10:F4}");

    private static MetricResult? Find(IReadOnlyList<MetricResult> metrics, string metric, string column, string slice) =>
        metrics.FirstOrDefault(result => result.Metric == metric && result.Column == column && result.Slice == slice);
}
