using Regen.Core.Data;
using Regen.Core.Domain;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class RecipeTests
{
    [Fact]
    public void Items_without_metadata_or_title_are_dropped_and_counted_or_kept()
    {
        using var corpus = new Corpus().Item("A").Item("B", null).Item("C", "  ");
        corpus.Review("u", "A", 1).Review("u", "B", 2).Review("u", "C", 3).Review("u", "D", 4);

        var made = corpus.Run(Corpus.KeepAll with { RequireTitle = true });
        Assert.Equal((1, 1), (made.Statistics.Items, (int)made.Statistics.Interactions));
        Assert.Equal((1, 2), (made.Manifest.Dropped["interactions_without_metadata"], made.Manifest.Dropped["interactions_without_title"]));
        Assert.Equal((1, 2, 2), (made.Manifest.Counts["bought_items_without_metadata"], made.Manifest.Counts["bought_items_without_title"], made.Manifest.Counts["bought_items_without_category"] - 1));
        Assert.Equal("A B C D", Corpus.Sequence(corpus.Prepare(), "u"));
    }

    [Fact]
    public void Duplicate_records_are_those_of_equal_user_item_time_and_text()
    {
        using var corpus = new Corpus().Review("u", "A", 1, "x").Review("u", "B", 1, "x").Review("u", "A", 1, "x").Review("u", "A", 1, "y").Review("v", "A", 1, "x").Review("u", "A", 2, "x");
        var made = corpus.Run(Corpus.KeepAll with { DropDuplicateRecords = true });
        Assert.Equal(1, made.Manifest.Dropped["duplicate_records"]);
        Assert.Equal("A B A A", Corpus.Sequence(PreparedStore.Open(made.Folder), "u"));
    }

    [Theory]
    [InlineData("none", "A A B A C")]
    [InlineData("item", "A B A C")]
    [InlineData("text", "A B A")]
    public void Neighbouring_repeats_collapse_by_item_or_by_text(string collapse, string expected)
    {
        using var corpus = new Corpus().Item("A", "same", "x").Item("B", "other", "x").Item("C", "same", "x");
        corpus.Review("u", "A", 1).Review("u", "A", 2).Review("u", "B", 3).Review("u", "A", 4).Review("u", "C", 5);
        Assert.Equal(expected, Corpus.Sequence(corpus.Prepare(Corpus.KeepAll with { CollapseConsecutive = collapse }), "u"));
    }

    [Fact]
    public void Only_the_first_of_an_item_stays_where_asked()
    {
        using var corpus = new Corpus().Review("u", "A", 1).Review("u", "B", 2).Review("u", "A", 3);
        var made = corpus.Run(Corpus.KeepAll with { KeepFirstPerItem = true });
        Assert.Equal(1, made.Manifest.Dropped["later_of_same_item"]);
        Assert.Equal("A B", Corpus.Sequence(PreparedStore.Open(made.Folder), "u"));
    }

    [Fact]
    public void Short_users_go_and_with_them_the_items_that_nobody_else_has()
    {
        using var corpus = new Corpus().Item("A").Item("B").Item("C").Item("Z");
        corpus.Review("long", "A", 1).Review("long", "B", 2).Review("short", "C", 1);

        var made = corpus.Run(Corpus.KeepAll with { MinInteractions = 2 });
        Assert.Equal((1, 1), (made.Manifest.Dropped["short_users"], made.Manifest.Dropped["interactions_of_short_users"]));
        Assert.Equal(2, made.Manifest.Dropped["unused_items"]);
        Assert.Equal(["A", "B"], PreparedStore.Open(made.Folder).Items.Select(item => item.Asin));

        var kept = corpus.Run(Corpus.KeepAll with { MinInteractions = 2, DropUnusedItems = false }, output: "kept");
        Assert.Equal(["A", "B", "C", "Z"], PreparedStore.Open(kept.Folder).Items.Select(item => item.Asin));
    }

    [Fact]
    public void Users_are_numbered_as_the_file_names_them_and_time_orders_their_items()
    {
        using var corpus = new Corpus().Review("zoe", "B", 5).Review("amy", "A", 1).Review("zoe", "A", 3).Review("zoe", "C", 5);
        var data = corpus.Prepare();
        Assert.Equal(["zoe", "amy"], data.Users);
        Assert.Equal("A B C", Corpus.Sequence(data, "zoe"));
        Assert.Equal([0, 3, 4], data.Sequences.Offsets);
    }

    [Fact]
    public void Equal_times_stand_in_file_or_ASIN_order()
    {
        using var corpus = new Corpus().Review("u", "C", 1).Review("u", "B", 2).Review("u", "A", 2).Review("u", "D", 2);
        Assert.Equal("C B A D", Corpus.Sequence(corpus.Prepare(), "u"));
        Assert.Equal("C A B D", Corpus.Sequence(corpus.Prepare(order: "asin"), "u"));
    }

    [Fact]
    public void A_shuffle_changes_equal_times_only_and_follows_its_seed()
    {
        using var corpus = Corpus.Random(5);
        var given = corpus.Prepare();
        var first = corpus.Prepare(order: "shuffled:1");
        var second = corpus.Prepare(order: "shuffled:2");

        Assert.Equal(given.Sequences.Times, first.Sequences.Times);
        Assert.NotEqual(first.Sequences.Items, second.Sequences.Items);
        for (var user = 0; user < given.Users.Count; user++)
        {
            var (one, other) = (Timed(given, user), Timed(first, user));
            Assert.Equal(one.Order(), other.Order());
        }

        static IEnumerable<(long, int)> Timed(PreparedData data, int user) => data.Sequences.TimesOf(user).ToArray().Zip(data.Sequences.ItemsOf(user).ToArray());
    }

    [Theory]
    [InlineData("u B A C D\nv A", "")]
    [InlineData("u A B C D\nv A", "a later interaction of user u before an earlier one")]
    [InlineData("u B A C\nv A", "lacks an item of user u")]
    [InlineData("u B A C D X\nv A", "an item that user u does not have")]
    [InlineData("u B A C D", "no line for user v")]
    [InlineData("u B A C D\nv A\nw A", "a line for user w")]
    public void A_sequence_file_may_change_equal_times_only(string lines, string problem)
    {
        using var corpus = new Corpus().Review("u", "B", 1).Review("u", "D", 2).Review("u", "C", 2).Review("u", "A", 2).Review("v", "A", 1);
        var file = corpus.Folder.File("order.txt");
        File.WriteAllText(file, lines);
        if (problem.Length == 0)
        {
            Assert.Equal("B A C D", Corpus.Sequence(corpus.Prepare(order: "sequence:" + file), "u"));
            return;
        }

        Assert.Contains(problem, Assert.Throws<RegenException>(() => corpus.Prepare(order: "sequence:" + file)).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("random")]
    [InlineData("shuffled:")]
    [InlineData("shuffled:x")]
    [InlineData("sequence:")]
    [InlineData("file:x")]
    public void A_word_that_is_no_order_is_refused(string order) =>
        Assert.Contains("shuffled:SEED", Assert.Throws<RegenException>(() => TieOrder.Parse(order)).Fix, StringComparison.Ordinal);

    [Fact]
    public void Pairs_are_counted_by_shared_levels()
    {
        using var corpus = new Corpus().Item("A", "a", "R", "x", "y", "z").Item("B", "b", "R", "x", "y", "z").Item("C", "c", "R", "x", "q").Item("D", "d").Item("E", "e", "R", "x", "y", "z", "w");
        corpus.Review("u", "A", 1).Review("u", "B", 2).Review("u", "C", 3).Review("u", "D", 4).Review("u", "A", 4).Review("u", "E", 5);
        corpus.Review("v", "A", 1).Review("v", "B", 2);
        var data = corpus.Prepare();

        Assert.Equal([0, 4, 2, 0, 0, 4, 0, 4], data.Sequences.SharedLevels);
        var found = data.Statistics;
        Assert.Equal((6, 3, 2, 2), (found.Pairs, found.EligiblePairs, found.DistinctEligiblePairs, found.EligibleSameWholePath));
        Assert.Equal((2, 1), (found.EligibleLastPairs, found.EligibleLastPairsSameWholePath));
        Assert.Equal((1, 0, 1), (found.TiedPairs, found.TiedLastPairs, found.Repeats));
        Assert.Equal([4 / 6.0, 4 / 6.0, 3 / 6.0, 3 / 6.0, 0, 0], found.PairShareByLevels);
        Assert.Equal([2, 2, 2, 6, 6, 6], found.LengthQuantiles);
        Assert.Equal([1, 0, 0, 1, 2, 1], found.ItemsByDepth);
    }
}
