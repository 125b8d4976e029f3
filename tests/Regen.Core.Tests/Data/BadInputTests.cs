using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class BadInputTests
{
    [Fact]
    public void A_cut_off_review_file_is_refused_with_file_and_line()
    {
        using var corpus = Corpus.Random(1).Save();
        var path = Path.Combine(corpus.Raw, "Test_5.json.gz");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^20]);
        var problem = Assert.Throws<RegenException>(() => Prepare(corpus));
        Assert.Contains("cut off", problem.What, StringComparison.Ordinal);
        Assert.Contains("Test_5.json.gz, after line", problem.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void A_metadata_line_that_is_no_JSON_among_few_stops_the_work()
    {
        using var corpus = new Corpus().Review("u", "A", 1).Item("A").RawItem("<html>\u0007").Item("B");
        var problem = Assert.Throws<RegenException>(() => corpus.Run());
        Assert.Contains("1 of 3 metadata lines", problem.What, StringComparison.Ordinal);
        Assert.Contains("meta_Test.json.gz, line 2: <html>\\u0007", problem.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void A_metadata_line_that_is_no_JSON_among_many_is_counted_and_quoted()
    {
        using var corpus = Corpus.Random(1).RawItem("{'asin': 'open").Review("u", "B001", 1);
        var manifest = corpus.Run().Manifest;
        Assert.Equal((1, "meta_Test.json.gz", 61), (manifest.MalformedLines, manifest.FirstMalformedLines[0].File, manifest.FirstMalformedLines[0].Line));
    }

    [Fact]
    public void A_quoted_line_is_cut_and_its_control_characters_are_escaped()
    {
        using var corpus = new Corpus().Review("u", "A", 1).RawReview("\u001b[31m\u202e" + new string('x', 5000));
        var quote = Assert.Single(corpus.Run().Manifest.FirstMalformedLines).Quote;
        Assert.StartsWith("\\u001b[31m\\u202exxx", quote, StringComparison.Ordinal);
        Assert.EndsWith("x...", quote, StringComparison.Ordinal);
        Assert.True(quote.Length < 140);
    }

    [Fact]
    public void A_file_without_one_usable_line_is_refused()
    {
        using var corpus = new Corpus().RawReview("{}").RawReview("what?");
        Assert.Contains("shape that no mapping", Assert.Throws<RegenException>(() => corpus.Run()).What, StringComparison.Ordinal);

        using var text = new Corpus().RawReview("what?");
        Assert.Contains("no line of the file is a JSON object", Assert.Throws<RegenException>(() => text.Run()).What, StringComparison.Ordinal);

        using var times = new Corpus().RawReview("""{"reviewerID": "u", "asin": "a", "unixReviewTime": "yesterday"}""");
        var problem = Assert.Throws<RegenException>(() => times.Run());
        Assert.Contains("line 1: the time cannot be read", problem.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_counted()
    {
        using var corpus = new Corpus().Review("u", "A", 1).Save();
        var path = Path.Combine(corpus.Raw, "Test_5.json.gz");
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path), .. Gzip.Pack([(byte)'{', 0xff, (byte)'}', (byte)'\n'])]);
        Assert.Equal("not UTF-8", Assert.Single(Prepare(corpus).Manifest.FirstMalformedLines).Problem);
    }

    [Fact]
    public void Folders_that_are_missing_empty_or_files_are_refused()
    {
        using var folder = new TempFolder();
        Assert.Contains("missing", Assert.Throws<RegenException>(() => DataSources.Detect(folder.File("none"))).What, StringComparison.Ordinal);
        Assert.Contains("no reviews", Assert.Throws<RegenException>(() => DataSources.Detect(folder.Path)).What, StringComparison.Ordinal);
        File.WriteAllText(folder.File("a"), "");
        Assert.Contains("a file stands", Assert.Throws<RegenException>(() => DataSources.Detect(folder.File("a"))).What, StringComparison.Ordinal);
        using var corpus = new Corpus().Review("u", "A", 1).Save();
        Assert.Contains("output folder", Assert.Throws<RegenException>(() => Preparation.Run(new PrepareRequest { Folder = corpus.Raw, Config = Corpus.KeepAll, Out = Path.Combine(folder.File("a"), "x") })).What, StringComparison.Ordinal);
        var sources = new DataSources { Name = "x", Reviews = [folder.Path] };
        Assert.Contains("a folder stands where a file", Assert.Throws<RegenException>(() => Preparation.Run(new PrepareRequest { Sources = sources, Out = folder.File("out") })).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_with_one_item_alone_leaves_nothing_and_says_why()
    {
        using var corpus = new Corpus().Item("A").Review("u", "A", 1);
        var problem = Assert.Throws<RegenException>(() => corpus.Run(CalRec.Default));
        Assert.Contains("no user has 5 interactions left", problem.What, StringComparison.Ordinal);
        Assert.Contains("1 belonged to short users", problem.Where, StringComparison.Ordinal);
    }

    private static PrepareResult Prepare(Corpus corpus) =>
        Preparation.Run(new PrepareRequest { Folder = corpus.Raw, Config = Corpus.KeepAll, Out = corpus.Folder.File("out") });
}
