using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Data;
using Regen.Core.Data.Dataset;
using Regen.Core.Domain;
using Regen.Core.Tests.Storage;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Data.Dataset;

/// <summary>The export in the released shape, and back.</summary>
public sealed class ReleasedFileTests(DatasetFixture fixture) : IClassFixture<DatasetFixture>
{
    private static string Same(Conversation conversation) => JsonSerializer.Serialize(conversation);

    [Theory]
    [InlineData("exported.jsonl")]
    [InlineData("exported.jsonl.gz")]
    [InlineData("exported.parquet")]
    public void An_export_is_read_back_to_the_same_records(string name)
    {
        var folder = fixture.Write(name + "-dataset").Folder;
        var file = fixture.File(name);
        Assert.Equal(120, ReleasedFile.Write(file, DatasetReader.Read(folder, fixture.Prepared)));
        Assert.Equal(DatasetReader.Read(folder, fixture.Prepared).Select(Same), ReleasedReader.Read(file).Select(Same));
    }

    [Theory]
    [InlineData("any.jsonl")]
    [InlineData("any.jsonl.gz")]
    [InlineData("any.parquet")]
    public void Any_conversation_survives_the_file(string name)
    {
        using var temp = new TempFolder();
        Prop.ForAll(Conversations.ToArbitrary(), conversations =>
        {
            ReleasedFile.Write(temp.File(name), conversations);
            Assert.Equal(conversations.Select(Same), ReleasedReader.Read(temp.File(name)).Select(Same));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_shape_is_the_released_one()
    {
        var file = fixture.File("shape.jsonl");
        var conversation = DatasetReader.Read(fixture.Write("shaped").Folder, fixture.Prepared).First(user => user.Critiques.Count > 0 && user.Critiques.Count < user.History.Purchases.Count - 1);
        ReleasedFile.Write(file, [conversation]);
        using var line = JsonDocument.Parse(File.ReadAllText(file).TrimEnd('\n'));
        var root = line.RootElement;

        Assert.Equal(conversation.History.Key, root.GetProperty("reviewer_id").GetString());
        var first = root.GetProperty("purchase_history")[0];
        Assert.Equal(string.Join(" - ", conversation.History.Purchases[0].Item.Categories), first.GetProperty("item").GetProperty("category").GetString());
        Assert.Equal(conversation.History.Purchases[0].Time, first.GetProperty("review").GetProperty("unix_time").GetInt64());
        Assert.False(first.TryGetProperty("critique", out _));
        var said = root.GetProperty("purchase_history").EnumerateArray().Skip(1).Select(purchase => purchase.GetProperty("critique").GetString()).ToArray();
        Assert.Equal(conversation.Critiques.Select(critique => critique.Text), said.Where(text => text != DatasetWriter.Sentinel));
        Assert.Contains(DatasetWriter.Sentinel, said);
        Assert.Equal(["summary", "long_summary", "profile"], root.GetProperty("user").EnumerateObject().Select(property => property.Name));
        Assert.Equal(["product_endorsement", "purchase_reason", "purchase_reason_explanation"], root.GetProperty("last_purchase").EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void A_preparation_reads_the_export_with_its_critiques_and_without_the_sentinel()
    {
        var folder = fixture.Write("again").Folder;
        Directory.CreateDirectory(fixture.File("again-raw"));
        ReleasedFile.Write(Path.Combine(fixture.File("again-raw"), "office.jsonl"), DatasetReader.Read(folder, fixture.Prepared));
        var config = CalRec.Default with { Critiques = CalRec.Default.Critiques with { Source = "file" } };
        var made = Preparation.Run(new PrepareRequest { Folder = fixture.File("again-raw"), Config = config, Out = fixture.File("again-prepared") });

        Assert.Equal([DatasetWriter.Sentinel], made.Manifest.CritiqueSentinels.Select(text => text.Trim('[', ']', '"')));
        Assert.Equal(DatasetReader.Read(folder, fixture.Prepared).Sum(user => user.Critiques.Count), made.Statistics.CritiquedPairs);
    }

    [Fact]
    public void The_public_sample_of_the_released_file_is_read()
    {
        var read = ReleasedReader.Read(Lent.Data("regen-sample/user_1.json")).Single();

        Assert.Equal(("A101G2KLTWSA51", 10), (read.History.Key, read.History.Purchases.Count));
        var first = read.History.Purchases[0];
        Assert.Equal(("B004W7IOV4", 17.75, 4), (first.Item.Asin, first.Item.Price, first.Review.Rating));
        Assert.Equal(["Office & School Supplies", "Envelopes, Mailers & Shipping Supplies", "Postal Scales"], first.Item.Categories);
        Assert.Equal(new DateTimeOffset(2014, 7, 22, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), first.Time);
        Assert.StartsWith("Good scale for the money.", first.Review.Text, StringComparison.Ordinal);
        var summary = Assert.Single(read.Narratives);
        Assert.Equal((9, NarrativeKind.DetailedSummary), (summary.Position, summary.Kind));
    }

    [Theory]
    [InlineData("""{"purchase_history": []}""", "names no reviewer_id")]
    [InlineData("""{"reviewer_id": "u", "purchase_history": [{"item": {"title": "t"}}]}""", "names no asin")]
    [InlineData("nonsense", "not JSON")]
    public void An_unusable_record_is_named(string line, string problem)
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp.File("bad.jsonl"), line + "\n");
        Assert.Contains(problem, Assert.Throws<RegenException>(() => ReleasedReader.Read(temp.File("bad.jsonl")).ToArray()).What, StringComparison.Ordinal);
    }

    private static Gen<string> Text { get; } = ArbMap.Default.GeneratorFor<NonEmptyString>().Select(text => string.Concat(text.Get.Where(letter => !char.IsSurrogate(letter) && letter != '\0')) + "t");

    private static Gen<Conversation[]> Conversations { get; } =
        from lengths in Gen.NonEmptyListOf(Gen.Choose(1, 4))
        from texts in Gen.ArrayOf(Text, 12)
        from number in Gen.Choose(0, 1000)
        select lengths.Take(4).Select((length, user) => Make(user, length, texts, number)).ToArray();

    private static Conversation Make(int user, int length, string[] texts, int number)
    {
        string? Maybe(int at) => (number + at) % 3 == 0 ? null : texts[at % texts.Length];
        var purchases = Enumerable.Range(0, length).Select(at => new Purchase
        {
            ItemNumber = number + at,
            Item = new Item { Asin = "B" + at, Title = Maybe(at), Brand = Maybe(at + 1), Description = Maybe(at + 2), Categories = [.. texts.Skip(at).Take(at % 3)], Price = (number + at) % 2 == 0 ? null : number / 7.0 },
            Time = at * 86400L,
            Review = new Review { Rating = at % 2 == 0 ? 3.5 : null, Summary = Maybe(at + 3), Text = Maybe(at + 4) },
            SharedLevels = at,
        }).ToArray();
        return new Conversation
        {
            History = new PurchaseHistory { User = user * 3, Key = texts[0] + user, Purchases = purchases },
            Critiques = [.. Enumerable.Range(1, length - 1).Where(at => at % 2 == 1).Select(at => at == 3 ? new Critique { Position = at, Options = [], Drawn = null, Problem = texts[5] } : new Critique { Position = at, Options = [texts[6], texts[7] + "2"], Drawn = 1 })],
            Narratives = [.. Enumerable.Range(0, length).Where(at => at == length - 1 || number % 2 == 0).SelectMany(at => Enum.GetValues<NarrativeKind>().Select(kind => new Narrative(at, kind, texts[(int)kind])))],
        };
    }
}
