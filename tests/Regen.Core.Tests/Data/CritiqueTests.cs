using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Storage;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class CritiqueTests : IDisposable
{
    private readonly Corpus corpus = new Corpus()
        .Item("A", "a", "R", "x", "y", "z").Item("B", "b", "R", "x", "y", "z").Item("C", "c", "R", "q").Item("D", "d")
        .Review("u", "A", 1).Review("u", "B", 2).Review("u", "C", 3).Review("u", "D", 4)
        .Review("v", "A", 1).Review("v", "B", 2).Review("v", "A", 3);

    public void Dispose() => corpus.Dispose();

    [Fact]
    public void An_item_pair_gets_its_critique_wherever_it_occurs_and_only_in_its_direction()
    {
        corpus.Critiques("""{"from": "A", "to": "B", "critique": "in blue"}""");
        Assert.Equal(["-", "in blue", "-", "-", "-", "in blue", "-"], Channel(corpus.Prepare(With("file"))));
    }

    [Fact]
    public void A_user_and_position_go_before_an_item_pair()
    {
        corpus.Critiques("""{"from": "A", "to": "B", "critique": "in blue"}""", """{"user": "v", "position": 1, "critique": "smaller"}""");
        Assert.Equal(["-", "in blue", "-", "-", "-", "smaller", "-"], Channel(corpus.Prepare(With("file"))));
    }

    [Fact]
    public void One_of_several_options_is_drawn_by_seed_user_and_position()
    {
        corpus.Critiques("""{"from": "A", "to": "B", "critiques": ["one", "two", "three", "four", "five", "six", "seven"]}""", """{"from": "B", "to": "A", "critiques": "back"}""");
        var config = With("file");
        string[] Draws(int seed) => Channel(corpus.Prepare(config with { Critiques = config.Critiques with { Seed = seed } }));

        Assert.Equal(Draws(3), Draws(3));
        Assert.True(Enumerable.Range(0, 8).Select(seed => Draws(seed)[1]).Distinct().Count() > 2);
        Assert.Contains(Enumerable.Range(0, 8), seed => Draws(seed) is var drawn && drawn[1] != drawn[5]);
        string[] options = ["one", "two", "three", "four", "five", "six", "seven"];
        Assert.Equal(options[SeededRandom.For(3, "critique", "1", "1").Next(7)], Draws(3)[5]);
    }

    [Fact]
    public void All_options_of_a_pair_are_kept_in_their_order_beside_the_drawn_one()
    {
        corpus.Critiques("""{"from": "A", "to": "B", "critiques": ["one", "two", "three"]}""", """{"from": "B", "to": "A", "critiques": "back"}""");
        var data = corpus.Prepare(With("file"));
        string[] At(int user, int position) => [.. data.Wordings.At(user, position).Select(option => data.CritiqueTexts[option])];

        Assert.Equal(["one", "two", "three"], At(0, 1));
        Assert.Equal(["one", "two", "three"], At(1, 1));
        Assert.Equal(["back"], At(1, 2));
        Assert.Empty(At(0, 2));
        Assert.Equal(4, data.CritiqueTexts.Count);
        Assert.All(data.Sequences.Critiques.Where(critique => critique >= 0), critique => Assert.True(critique < 3)); // drawn texts come first
    }

    [Fact]
    public void Parquet_critiques_are_read_like_lines()
    {
        corpus.Save();
        ParquetFile.Write(Path.Combine(corpus.Raw, "critiques.parquet"), new ParquetColumn("user", new[] { "u" }), new ParquetColumn("position", new[] { 1 }), new ParquetColumn("critique", new[] { "in blue" }));
        Assert.Equal(["-", "in blue", "-", "-", "-", "-", "-"], Channel(corpus.Prepare(With("file"))));
    }

    [Fact]
    public void The_category_of_the_target_can_speak()
    {
        var data = corpus.Prepare(With("category"));
        Assert.Equal(["-", "x, y, z", "-", "-", "-", "x, y, z", "x, y, z"], Channel(data));
        Assert.Equal(["x, y, z"], data.CritiqueTexts);
        Assert.Equal(3, data.Statistics.CritiquedPairs);
    }

    [Fact]
    public void One_sentence_can_stand_at_every_eligible_pair()
    {
        var data = corpus.Prepare(With("constant"));
        Assert.Equal(["-", "I'd prefer something a little different.", "-", "-", "-", "I'd prefer something a little different.", "I'd prefer something a little different."], Channel(data));
        Assert.Single(data.CritiqueTexts);
        Assert.Equal(3, data.Statistics.CritiquedPairs);
    }

    [Theory]
    [InlineData("null", "- | in blue | - | - | - | in blue | -")]
    [InlineData("placeholder", "- | in blue | (No critique was given.) | (No critique was given.) | - | in blue | (No critique was given.)")]
    [InlineData("category", "- | in blue | (q) | - | - | in blue | (x, y, z)")]
    public void An_absent_critique_becomes_what_was_asked(string absent, string expected)
    {
        corpus.Critiques("""{"from": "A", "to": "B", "critique": "in blue"}""");
        var data = corpus.Prepare(With("file", absent));
        Assert.Equal(expected, string.Join(" | ", Channel(data)));
        Assert.Equal(2, data.Statistics.CritiquedPairs);
    }

    [Fact]
    public void Critiques_that_belong_nowhere_are_counted_and_shown()
    {
        corpus.Critiques(
            """{"from": "A", "to": "B", "critique": "in blue"}""",
            """{"from": "A", "to": "ZZ", "critique": "x"}""",
            """{"from": "B", "to": "C", "critique": "not eligible"}""",
            """{"user": "nobody", "position": 1, "critique": "x"}""");
        var found = corpus.Run(With("file")).Manifest;

        Assert.Equal((4, 2, 2, 1), (found.Critiques["given"], found.Critiques["pairs_critiqued"], found.Critiques["of_unknown_users_or_items"], found.Critiques["of_no_eligible_pair"]));
        Assert.Equal(
            ["critique 2 (A -> ZZ): user or item is not in the corpus", "critique 3 (B -> C): no such eligible pair", "critique 4 (user nobody, position 1): user or item is not in the corpus"],
            found.FirstUnmatchedCritiques);
    }

    [Theory]
    [InlineData("""{"from": "X", "to": "Y", "critique": "x"}""", "none of 1 critiques belongs to an eligible pair")]
    [InlineData("""{"from": "A", "critique": "x"}""", "neither user and position nor from and to")]
    [InlineData("""{"from": "A", "to": "B"}""", "holds no text")]
    [InlineData("""{"from": "A", "to": "B", "critiques": []}""", "holds no text")]
    [InlineData("not json", "not JSON")]
    public void A_useless_critiques_file_is_refused(string line, string problem)
    {
        corpus.Critiques(line);
        Assert.Contains(problem, Assert.Throws<RegenException>(() => corpus.Prepare(With("file"))).What, StringComparison.Ordinal);
    }

    [Fact]
    public void No_critiques_and_no_eligible_pair_say_how_to_go_on()
    {
        Assert.Contains("--critiques", Assert.Throws<RegenException>(() => corpus.Prepare(With("file"))).Fix, StringComparison.Ordinal);
        var strict = With("category");
        var problem = Assert.Throws<RegenException>(() => corpus.Prepare(strict with { Critiques = strict.Critiques with { MinSharedLevels = 5 } }));
        Assert.Contains("shares 5 category levels", problem.What, StringComparison.Ordinal);
    }

    private static PrepareConfig With(string source, string absent = "null") =>
        Corpus.KeepAll with { Critiques = Corpus.KeepAll.Critiques with { Source = source, Absent = absent } };

    private static string[] Channel(PreparedData data) =>
    [
        .. data.Sequences.Critiques.Zip(data.Sequences.IsCritiqued, (text, isCritiqued) => text < 0 ? "-" : isCritiqued ? data.CritiqueTexts[text] : $"({data.CritiqueTexts[text]})"),
    ];
}
