using System.Globalization;
using System.Text;
using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Tests.Storage;

namespace Regen.Core.Tests.Data;

/// <summary>A small raw corpus on disk, in the shape of UCSD 2018, for one test.</summary>
internal sealed class Corpus : IDisposable
{
    private readonly StringBuilder reviews = new();
    private readonly StringBuilder metadata = new();

    public TempFolder Folder { get; } = new();

    public string Raw => Directory.CreateDirectory(Folder.File("raw")).FullName;

    /// <summary>Loose settings: everything is kept unless a test says otherwise.</summary>
    public static PrepareConfig KeepAll { get; } = CalRec.Default with
    {
        RequireTitle = false,
        DropDuplicateRecords = false,
        CollapseConsecutive = "none",
        MinInteractions = 1,
        Split = "all",
    };

    public static string Line(params (string Key, object? Value)[] pairs) => JsonSerializer.Serialize(pairs.ToDictionary(pair => pair.Key, pair => pair.Value));

    public Corpus Review(string user, string item, long day, string? text = null, double rating = 5)
    {
        reviews.Append(Line(("overall", rating), ("reviewerID", user), ("asin", item), ("unixReviewTime", day * 86400), ("reviewText", text))).Append('\n');
        return this;
    }

    public Corpus Item(string asin, string? title = "a title", params string[] category)
    {
        metadata.Append(Line(("asin", asin), ("title", title), ("category", category))).Append('\n');
        return this;
    }

    public Corpus RawReview(string line)
    {
        reviews.Append(line).Append('\n');
        return this;
    }

    public Corpus RawItem(string line)
    {
        metadata.Append(line).Append('\n');
        return this;
    }

    public Corpus Critiques(params string[] lines)
    {
        File.WriteAllText(Path.Combine(Raw, "critiques.jsonl"), string.Join('\n', lines));
        return this;
    }

    public PreparedData Prepare(PrepareConfig? config = null, string order = "file")
    {
        Save();
        return PreparedStore.OpenOrPrepare(Raw, config ?? KeepAll, order, Folder.File("cache"));
    }

    public PrepareResult Run(PrepareConfig? config = null, string order = "file", string output = "out")
    {
        Save();
        return Preparation.Run(new PrepareRequest { Folder = Raw, Config = config ?? KeepAll, Order = order, Out = Folder.File(output) });
    }

    public Corpus Save()
    {
        File.WriteAllBytes(Path.Combine(Raw, "Test_5.json.gz"), Gzip.Pack(reviews.ToString()));
        if (metadata.Length > 0)
        {
            File.WriteAllBytes(Path.Combine(Raw, "meta_Test.json.gz"), Gzip.Pack(metadata.ToString()));
        }

        return this;
    }

    /// <summary>A user's items as one string.</summary>
    public static string Sequence(PreparedData data, string user)
    {
        var row = data.Users.ToList().IndexOf(user);
        return row < 0 ? "" : string.Join(' ', data.Sequences.ItemsOf(row).ToArray().Select(item => data.Items[item].Asin));
    }

    /// <summary>A random corpus of a few hundred reviews with ties, duplicates, repeats and unknown items.</summary>
    public static Corpus Random(int seed, int users = 40)
    {
        var random = new Random(seed);
        var corpus = new Corpus();
        for (var item = 0; item < 60; item++)
        {
            corpus.Item(Name(item), item % 17 == 3 ? null : $"item {item}", "Root", $"A{item % 3}", $"B{item % 6}", $"C{item % 12}");
        }

        for (var review = 0; review < users * 8; review++)
        {
            corpus.Review($"U{random.Next(users)}", Name(random.Next(62)), random.Next(30), random.Next(2) == 0 ? "same" : $"text {review}");
        }

        return corpus;

        static string Name(int item) => string.Create(CultureInfo.InvariantCulture, $"B{item:D3}");
    }

    public void Dispose() => Folder.Dispose();
}
