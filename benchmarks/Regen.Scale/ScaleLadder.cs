using System.Text.Encodings.Web;
using System.Text.Json;
using Regen.Core.Data;
using Regen.Core.Data.Sample;

namespace Regen.Scale;

/// <summary>
/// Measures preparation, item encoding, a training step and ranking at a ladder of users, items and history lengths. The record is
/// written after every point, and a point that stands in it is not measured again: a stopped ladder goes on.
/// </summary>
internal sealed class ScaleLadder
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

    private readonly Options options;
    private readonly string work;
    private readonly string target;
    private readonly List<ScalePoint> points = [];

    private ScaleLadder(Options options)
    {
        (this.options, work, target) = (options, options.Text("work"), options.Text("out"));
        if (File.Exists(RecordFile))
        {
            points.AddRange(JsonSerializer.Deserialize<ScaleRecord>(File.ReadAllText(RecordFile), Json)!.Points);
        }
    }

    private string RecordFile => target + ".json";

    public static int Run(Options options)
    {
        new ScaleLadder(options).Climb();
        return 0;
    }

    private void Climb()
    {
        foreach (var users in options.Numbers("users", "10000,50000,200000,1168735"))
        {
            Take("preparation", "users", ItemsFor(users), users, ShortHistory, () => Prepare(users));
        }

        foreach (var items in options.Numbers("items", "2000,10000,50000,150000,376847"))
        {
            Take("encoding", "items", items, 0, 0, () => Child("measure-encode", items, ShortHistory));
            StepAndRank("items", items, ShortHistory);
        }

        foreach (var history in options.Numbers("history", "8,16,32,50"))
        {
            StepAndRank("history", MiddleItems, history);
        }
    }

    private void StepAndRank(string along, int items, int history)
    {
        Take("training step", along, items, ScaleWork.Batch, history, () => Child("measure-step", items, history));
        Take("ranking", along, items, ScaleWork.Batch, history, () =>
        {
            var measured = Child("measure-rank", items, history);
            return measured with { Seconds = measured.Seconds / measured.Count * 1000 };
        });
    }

    private void Take(string what, string along, int items, int users, int history, Func<Measured> measure)
    {
        if (points.Any(point => (point.What, point.Along, point.Items, point.Users, point.History) == (what, along, items, users, history)))
        {
            return;
        }

        var measured = measure();
        points.Add(new ScalePoint { What = what, Along = along, Items = items, Users = users, History = history, Seconds = measured.Seconds, PeakMiB = measured.PeakMiB });
        Console.Error.WriteLine(points[^1]);
        Write();
    }

    private void Write()
    {
        var record = new ScaleRecord(Host.Describe(), points);
        File.WriteAllText(RecordFile, JsonSerializer.Serialize(record, Json) + "\n");
        File.WriteAllText(target + ".md", ScaleReport.Of(record, Path.GetFileName(target)));
        File.WriteAllText(target + ".svg", LogChart.Of(points));
    }

    // Items grow with the users as in Clothing, Shoes and Jewelry: 376,847 for 1,168,735.
    private static int ItemsFor(int users) => Math.Max(2000, (int)(users * (376_847.0 / 1_168_735)));

    private Measured Prepare(int users)
    {
        var prepared = Path.Combine(work, "prepared");
        var raw = Path.Combine(options.Maybe("raw") ?? work, $"raw-{users}");
        if (!File.Exists(Path.Combine(raw, SampleCorpus.ReviewsFile)))
        {
            SampleCorpus.Write(new SampleRequest { Users = users, Items = ItemsFor(users), Out = raw });
        }

        var measured = Measured.InChild("measure-prepare", "--data", raw, "--target", prepared, "--memory", "800MB");
        Directory.Delete(prepared, recursive: true);
        if (options.Maybe("raw") is null)
        {
            Directory.Delete(raw, recursive: true);
        }

        return measured;
    }

    // The texts of so many items; the users are made up later.
    private string Catalogue(int items)
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

    private Measured Child(string command, int items, int history) => Measured.InChild(
        command, "--experiment", options.Text("experiment"), "--data", Catalogue(items), "--cache", Path.Combine(work, $"cache-{items}"), "--history", $"{history}");
}

/// <summary>The whole ladder with the machine that it was measured on.</summary>
internal sealed record ScaleRecord(string Machine, IReadOnlyList<ScalePoint> Points);
