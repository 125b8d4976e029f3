using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;
using Regen.Core.Storage;
using Regen.Core.Tests.Storage;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Data;

/// <summary>Files of each published shape, written from the public field lists.</summary>
public sealed class SourceShapeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Amazon_2014_with_Python_metadata()
    {
        Write("Toys_5.json.gz", """
            {"reviewerID": "A2SUAM1J3GNN3B", "asin": "0000013714", "reviewerName": "J. McDonald", "helpful": [2, 3], "reviewText": "I bought this.\nOften.", "overall": 5.0, "summary": "Heavenly", "unixReviewTime": 1252800000, "reviewTime": "09 13, 2009"}
            {"reviewerID": "A2SUAM1J3GNN3B", "asin": "0000031852", "helpful": [0, 0], "reviewText": "", "overall": 4.0, "summary": "", "unixReviewTime": 1252800001, "reviewTime": "09 13, 2009"}
            """);
        Write("meta_Toys.json.gz", """
            {'asin': '0000031852', 'title': "Girls' Tutu \x26 Bow", 'price': 3.17, 'imUrl': 'http://e.com/a.jpg', 'related': {'also_bought': ['B00JHONN1S']}, 'salesRank': {'Toys': 211836}, 'brand': 'Coxlures', 'categories': [['Sports & Outdoors', 'Other Sports', 'Dance'], ['Toys']]}
            {'asin': '0000013714', 'categories': [['Books']], 'description': 'Line one\nline two', 'title': None}
            """);
        var data = Prepare();

        Assert.Equal("0000013714 0000031852", Corpus.Sequence(data, "A2SUAM1J3GNN3B"));
        Assert.Equal(("Girls' Tutu & Bow", "Coxlures", 3.17), (data.Items[1].Title, data.Items[1].Brand, data.Items[1].Price));
        Assert.Equal(["Sports & Outdoors", "Other Sports", "Dance"], data.Items[1].Categories);
        Assert.Equal((null, "Line one\nline two"), (data.Items[0].Title, data.Items[0].Description));
        var reviews = ParquetFile.Read(Path.Combine(data.Folder, "interactions.parquet"));
        Assert.Equal("I bought this.\nOften.|", string.Join('|', reviews.Strings("text")));
        Assert.Equal("Heavenly|", string.Join('|', reviews.Strings("summary")));
        Assert.Null(reviews.Strings("text")[1]);
        Assert.Equal([5.0, 4.0], reviews.Doubles("rating"));
        Assert.Equal("""{"reviewerName":"J. McDonald","helpful":[2, 3],"reviewTime":"09 13, 2009"}""", reviews.Strings("extra")[0]);
        Assert.Contains("also_bought", ParquetFile.Read(Path.Combine(data.Folder, "items.parquet"), "extra").Strings("extra")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Amazon_2018_with_style_votes_and_prices_as_text()
    {
        Write("Office_Products_5.json.gz", """
            {"overall": 4.0, "vote": "5", "verified": true, "reviewTime": "10 4, 2009", "reviewerID": "A1", "asin": "B1", "style": {"Color:": "Black"}, "reviewerName": "x", "reviewText": "t", "summary": "s", "unixReviewTime": 1254614400, "image": ["u"]}
            {"overall": 5.0, "verified": false, "reviewerID": "A1", "asin": "B2", "unixReviewTime": 1254614401}
            """);
        Write("meta_Office_Products.json.gz", """
            {"category": ["Office Products", " ", "Pens"], "tech1": "", "description": ["First.", "", " Second. "], "fit": "", "title": " Pen ", "also_buy": ["B2"], "brand": "Pilot", "price": "$1,012.34", "asin": "B1"}
            {"category": ["Office Products"], "description": [], "title": "Ink", "brand": "", "price": ".a-box-inner{background-color:#fff}", "asin": "B2"}
            """);
        var items = Prepare().Items;

        Assert.Equal(("Pen", "Pilot", 1012.34, "First. Second."), (items[0].Title, items[0].Brand, items[0].Price, items[0].Description));
        Assert.Equal(["Office Products", "Pens"], items[0].Categories);
        Assert.Equal(("Ink", null, null, null), (items[1].Title, items[1].Brand, items[1].Price, items[1].Description));
    }

    [Fact]
    public void Amazon_2023_with_milliseconds_and_parent_items()
    {
        Write("Office_Products.jsonl.gz", """
            {"rating": 5.0, "title": "later", "text": "b", "images": [], "asin": "C9", "parent_asin": "P2", "user_id": "AE", "timestamp": 1588615855070, "helpful_vote": 0, "verified_purchase": true}
            {"rating": 1.0, "title": "earlier", "text": "a", "images": [], "asin": "C8", "parent_asin": "P1", "user_id": "AE", "timestamp": 1588615855069, "helpful_vote": 1, "verified_purchase": true}
            """);
        Write("meta_Office_Products.jsonl.gz", """
            {"main_category": "Office Products", "title": "Pen", "average_rating": 4.5, "rating_number": 10, "features": ["x"], "description": ["d"], "price": 8.98, "images": [], "videos": [], "store": "Pilot", "categories": ["Office Products", "Pens"], "details": {"Brand": "Pilot"}, "parent_asin": "P1"}
            {"main_category": "Office Products", "title": "Ink", "price": null, "store": null, "categories": [], "details": {}, "parent_asin": "P2"}
            """);
        var data = Prepare();

        Assert.Equal("P1 P2", Corpus.Sequence(data, "AE"));
        Assert.Equal([1588615855, 1588615855], data.Sequences.Times);
        Assert.Equal(("Pilot", 8.98), (data.Items[0].Brand, data.Items[0].Price));
        Assert.Equal(["Office Products"], data.Items[1].Categories);
    }

    [Fact]
    public void Released_REGEN_with_its_critiques_and_sentinel()
    {
        var users = Enumerable.Range(0, 40).Select(user => $$$"""
            {"reviewer_id": "R{{{user}}}", "purchase_history": [
            {"item": {"asin": "B1", "title": "Pen", "category": "Office Products - Pens - Ink - Gel", "price": 6.35}, "review": {"summary": "One", "rating": 1, "text": "t", "unix_time": 1469318400}},
            {"item": {"asin": "B2", "title": "Ink", "category": "Office Products - Pens - Ink - Gel", "price": 2.0}, "review": {"summary": "Two", "rating": 2, "text": "u", "unix_time": 1469318400}, "critique": "{{{(user < 5 ? $"In red, number {user}" : "N/A")}}}"}],
            "user": {"profile": "p{{{user}}}", "long_summary": "l"}, "last_purchase": {"x": 1}}
            """.ReplaceLineEndings(" "));
        Write("office.jsonl", string.Join('\n', users));
        var data = Prepare(Corpus.KeepAll with { Critiques = Corpus.KeepAll.Critiques with { Source = "file" } });

        Assert.Equal(40, data.Users.Count);
        Assert.Equal("B1 B2", Corpus.Sequence(data, "R0"));
        Assert.Equal(["Office Products", "Pens", "Ink", "Gel"], data.Items[0].Categories);
        Assert.Equal(5, data.Statistics.CritiquedPairs);
        Assert.Equal("In red, number 3", data.CritiqueTexts[data.Sequences.CritiquesOf(3)[1]]);
        Assert.Equal(-1, data.Sequences.CritiquesOf(7)[1]);
        var extra = ParquetFile.Read(Path.Combine(data.Folder, "users.parquet"), "extra").Strings("extra");
        Assert.Equal("""{"user":{"profile": "p0", "long_summary": "l"},"last_purchase":{"x": 1}}""", extra[0]);
    }

    [Fact]
    public void P5_with_and_without_times()
    {
        Write("sequences.txt.gz", "u1 3 1 2\nu2 1 1\n");
        Write("items.jsonl.gz", """
            {"item_id": 1, "asin": "B9", "title": "nine", "attributes": [1, 2]}
            {"item_id": 2, "asin": "B8", "title": "eight"}
            {"item_id": 3, "asin": "B7", "title": "seven"}
            """);
        Assert.Equal("B7 B9 B8", Corpus.Sequence(Prepare(), "u1"));

        Write("timestamps.tsv.gz", "user_id\titem_id\tunix_time\nu1\t3\t86400\nu1\t1\t86400\nu1\t2\t172800\nu2\t1\t5\nu2\t1\t7\n");
        var data = Prepare();
        Assert.Equal([86400, 86400, 172800, 5, 7], data.Sequences.Times);
        Assert.Equal((1, 0), ((int)data.Statistics.TiedPairs, data.Statistics.TiedLastPairs));
    }

    [Fact]
    public void The_file_of_times_of_another_corpus_is_refused()
    {
        Write("sequences.txt.gz", "u1 3 1 2\nu2 1 1\n");
        Write("timestamps.tsv.gz", "u1\t3\t86400\n");
        Assert.Contains("4 of 5 interactions have no time", Assert.Throws<RegenException>(() => Prepare()).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_of_ones_own_is_read_through_a_mapping_file()
    {
        Write("log.jsonl", """{"who": {"id": 7}, "bought": [{"sku": "x", "at": "03/02/2020", "kind": "A > B"}, {"sku": "y", "at": "01/02/2020", "kind": "A > C"}]}""");
        File.WriteAllText(folder.File("own.yaml"), """
            name: own
            about: a shop's log
            reviews:
              events: ["bought[]"]
              user: [$.who.id]
              item: [sku]
              time: [at]
              time_format: dd/MM/yyyy
            items:
              in_reviews: true
              asin: [sku]
              category: [kind]
              category_levels: ">"
            """);
        var sources = DataSources.Detect(folder.Path) with { Mapping = folder.File("own.yaml") };
        Preparation.Run(new PrepareRequest { Sources = sources, Config = Corpus.KeepAll, Out = folder.File("out") });
        var data = PreparedStore.Open(folder.File("out"));

        Assert.Equal("y x", Corpus.Sequence(data, "7"));
        Assert.Equal(["A", "C"], data.Items[1].Categories);
    }

    [Fact]
    public void A_wrong_mapping_key_and_an_unknown_shape_say_what_to_do()
    {
        File.WriteAllText(folder.File("own.yaml"), "name: own\nabout: x\nreviewz: {}\n");
        Assert.Contains("reviews", Assert.ThrowsAny<RegenException>(() => MappingFiles.Load(folder.File("own.yaml"))).Message, StringComparison.Ordinal);

        Write("log.jsonl", """{"who": 1, "what": 2}""");
        var problem = Assert.Throws<RegenException>(() => Prepare());
        Assert.Contains("who, what", problem.Where, StringComparison.Ordinal);
        Assert.Contains("inspect", problem.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_committed_mapping_loads()
    {
        Assert.All(MappingFiles.Names, name => Assert.Equal(name, MappingFiles.Load(name).Name));
        Assert.Equal(
            MappingFiles.Names.Order(StringComparer.Ordinal),
            Directory.GetFiles(Repository.Path("mappings"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("amazon2023-mini", "amazon2023-mini", 354, 3455)]
    [InlineData("regen-sample", "regen-sample", 1, 10)]
    [InlineData("musical2014", "ucsd", 1429, 10261)]
    public void Lent_sets_are_read_whole(string set, string mapping, int users, long interactions)
    {
        var made = Preparation.Run(new PrepareRequest { Folder = Lent.Data(set), Config = Corpus.KeepAll, Out = folder.File("out") });
        Assert.Equal((mapping, users, interactions), (made.Manifest.Mapping, made.Statistics.Users, made.Statistics.Interactions));
        Assert.Equal(0, made.Manifest.MalformedLines);
    }

    private void Write(string name, string content) =>
        File.WriteAllBytes(folder.File(name), name.EndsWith(".gz", StringComparison.Ordinal) ? Gzip.Pack(content) : System.Text.Encoding.UTF8.GetBytes(content));

    private PreparedData Prepare(PrepareConfig? config = null) =>
        PreparedStore.OpenOrPrepare(folder.Path, config ?? Corpus.KeepAll, "file", folder.File("cache"));
}
