using System.Text.Encodings.Web;
using System.Text.Json;
using Regen.Core.Data;
using Regen.Core.Data.Sample;

namespace Regen.Scale;

/// <summary>Measures preparation, item encoding, a training step and ranking at a ladder of users, items and history lengths.</summary>
internal static class ScaleLadder
{
    private const int CatalogueUsers = 300;
    private const int MiddleItems = 10_000;
    private const int ShortHistory = 8;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static int Run(Options options)
    {
        var (work, target) = (options.Text("work"), options.Text("out"));
        List<ScalePoint> points = [];
        foreach (var users in options.Numbers("users", "10000,50000,200000,1168735"))
        {
            Add(points, Prepare(work, users));
        }

        foreach (var items in options.Numbers("items", "2000,10000,50000,150000,376847"))
        {
            var data = Catalogue(work, items);
            Add(points, Encode(options, work, data, items));
            Add(points, Step(options, work, data, items, ShortHistory) with { Along = "items" });
            Add(points, Rank(options, work, data, items, ShortHistory) with { Along = "items" });
        }

        var middle = Catalogue(work, MiddleItems);
        foreach (var history in options.Numbers("history", "8,16,32,50"))
        {
            Add(points, Step(options, work, middle, MiddleItems, history));
            Add(points, Rank(options, work, middle, MiddleItems, history));
        }

        var record = new ScaleRecord(Host.Describe(), points);
        File.WriteAllText(target + ".json", JsonSerializer.Serialize(record, Json) + "\n");
        File.WriteAllText(target + ".md", ScaleReport.Of(record, Path.GetFileName(target)));
        File.WriteAllText(target + ".svg", LogChart.Of(points));
        return 0;
    }

    private static void Add(List<ScalePoint> points, ScalePoint point)
    {
        Console.Error.WriteLine(point);
        points.Add(point);
    }

    // Items grow with the users as in Clothing, Shoes and Jewelry: 376,847 for 1,168,735.
    private static ScalePoint Prepare(string work, int users)
    {
        var items = Math.Max(2000, (int)(users * (376_847.0 / 1_168_735)));
        var raw = Path.Combine(work, "raw");
        SampleCorpus.Write(new SampleRequest { Users = users, Items = items, Out = raw });
        var measured = Measured.InChild("measure-prepare", "--data", raw, "--target", Path.Combine(work, "prepared"), "--memory", "800MB");
        Directory.Delete(raw, recursive: true);
        Directory.Delete(Path.Combine(work, "prepared"), recursive: true);
        return new ScalePoint { What = "preparation", Items = items, Users = users, History = ShortHistory, Seconds = measured.Seconds, PeakMiB = measured.PeakMiB, Along = "users" };
    }

    // The texts of so many items; the users are made up later.
    private static string Catalogue(string work, int items)
    {
        var (raw, prepared) = (Path.Combine(work, "raw"), Path.Combine(work, $"catalogue-{items}"));
        if (!Directory.Exists(prepared))
        {
            SampleCorpus.Write(new SampleRequest { Users = CatalogueUsers, Items = items, Out = raw });
            Preparation.Run(new PrepareRequest { Folder = raw, Out = prepared, Config = CalRec.Default with { DropUnusedItems = false } });
            Directory.Delete(raw, recursive: true);
        }

        return prepared;
    }

    private static ScalePoint Encode(Options options, string work, string data, int items)
    {
        var measured = Child(options, "measure-encode", work, data, items, ShortHistory);
        return new ScalePoint { What = "encoding", Items = items, Users = 0, History = 0, Seconds = measured.Seconds, PeakMiB = measured.PeakMiB, Along = "items" };
    }

    private static ScalePoint Step(Options options, string work, string data, int items, int history)
    {
        var measured = Child(options, "measure-step", work, data, items, history);
        return new ScalePoint { What = "training step", Items = items, Users = ScaleWork.Batch, History = history, Seconds = measured.Seconds, PeakMiB = measured.PeakMiB, Along = "history" };
    }

    private static ScalePoint Rank(Options options, string work, string data, int items, int history)
    {
        var measured = Child(options, "measure-rank", work, data, items, history);
        return new ScalePoint
        {
            What = "ranking",
            Items = items,
            Users = ScaleWork.Batch,
            History = history,
            Seconds = measured.Seconds / measured.Count * 1000,
            PeakMiB = measured.PeakMiB,
            Along = "history",
        };
    }

    private static Measured Child(Options options, string command, string work, string data, int items, int history) => Measured.InChild(
        command, "--experiment", options.Text("experiment"), "--data", data, "--cache", Path.Combine(work, $"cache-{items}"), "--history", $"{history}");
}

/// <summary>The whole ladder with the machine that it was measured on.</summary>
internal sealed record ScaleRecord(string Machine, IReadOnlyList<ScalePoint> Points);
