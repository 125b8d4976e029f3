using System.Globalization;
using System.Text;

namespace Regen.Scale;

/// <summary>The ladder as a Markdown table.</summary>
internal static class ScaleReport
{
    private const int AllUsers = 1_168_735;

    public static string Of(ScaleRecord record, string name)
    {
        var text = new StringBuilder();
        text.AppendLine("# Time and memory against users, items and history length\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"{record.Machine}. Made by benchmarks/run-scale.sh; the record is {name}.json, the chart {name}.svg.\n");
        text.AppendLine("Each row ran in a process of its own; the peak is that process's resident memory. Weights are random and histories drawn at random: only time and");
        text.AppendLine("memory are measured. Item texts are the sample's, encoded by the hashed encoder (one mean vector a text). A training step is forward, backward and");
        text.AppendLine(CultureInfo.InvariantCulture, $"AdamW on {ScaleWork.Batch} users, the median of three; ranking is the exact rank and both lists of ten, a few batches of {ScaleWork.Batch} users, catalogue vectors ready.\n");
        text.AppendLine("| what | users | items | history | seconds | of what | peak MiB |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | --- | ---: |");
        foreach (var point in record.Points.OrderBy(point => Array.IndexOf(["users", "items", "history"], point.Along)).ThenBy(point => point.What, StringComparer.Ordinal).ThenBy(point => (point.Users, point.Items, point.History)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {point.What} | {(point.Users == 0 ? "" : point.Users.ToString("N0", CultureInfo.InvariantCulture))} | {point.Items:N0} | {(point.History == 0 ? "" : point.History)} | {Seconds(point.Seconds)} | {Unit(point)} | {point.PeakMiB:N0} |");
        }

        if (record.Points.Where(point => point.What == "ranking").MaxBy(point => point.Items) is { } largest)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\nExtrapolated, not run: all {AllUsers:N0} users against {largest.Items:N0} items would take {largest.Seconds * AllUsers / 1000 / 3600:N1} hours at that rate on this machine; the time is linear in the users, and --shard divides it.");
        }

        return text.ToString();
    }

    private static string Seconds(double seconds) => seconds.ToString(seconds < 10 ? "F2" : "N0", CultureInfo.InvariantCulture);

    private static string Unit(ScalePoint point) => point.What switch
    {
        "preparation" => "the whole",
        "encoding" => "all items",
        "training step" => "one step",
        _ => "1,000 users",
    };
}
