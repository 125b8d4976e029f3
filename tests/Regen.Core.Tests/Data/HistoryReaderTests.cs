using Regen.Core.Data;
using Regen.Core.Domain;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class HistoryReaderTests
{
    [Fact]
    public void Histories_hold_what_the_reviews_said_in_the_order_of_the_users()
    {
        using var corpus = new Corpus().Item("A", "a", "R", "x", "y", "z").Item("B", "b", "R", "x", "y", "z").Item("C", "c", "R", "q")
            .Review("u", "A", 1, "first", 4).Review("v", "C", 5, null, 2).Review("u", "B", 2, "second", 5).Review("u", "C", 3);
        corpus.Run();
        var histories = HistoryReader.Open(corpus.Folder.File("out")).Read().ToArray();

        Assert.Equal([("u", 0, 3), ("v", 1, 1)], histories.Select(history => (history.Key, history.User, history.Purchases.Count)));
        var (first, second) = (histories[0].Purchases[0], histories[0].Purchases[1]);
        Assert.Equal(("A", "a", 86400, 0), (first.Item.Asin, first.Item.Title, first.Time, first.SharedLevels));
        Assert.Equal((4, "first", 4), (first.Review.Rating, first.Review.Text, second.SharedLevels));
        Assert.Equal(["R", "x", "y", "z"], second.Item.Categories);
        Assert.Null(histories[1].Purchases[0].Review.Text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void Parts_are_those_of_the_users_lengths_and_together_all_users(int count)
    {
        using var corpus = Corpus.Random(5, 60);
        corpus.Run();
        var reader = HistoryReader.Open(corpus.Folder.File("out"));
        var data = PreparedStore.Open(corpus.Folder.File("out"));
        var lengths = Enumerable.Range(0, data.Sequences.UserCount).Select(user => (long)data.Sequences.LengthOf(user)).ToArray();
        var next = 0;
        for (var number = 1; number <= count; number++)
        {
            var part = new WorkPart(number, count);
            var (first, end) = part.Of(lengths);
            var users = reader.Read(part).ToArray();
            Assert.Equal(next, first);
            Assert.Equal(Enumerable.Range(first, end - first), users.Select(history => history.User));
            Assert.All(users, history => Assert.Equal(data.Sequences.ItemsOf(history.User).ToArray(), history.Purchases.Select(purchase => purchase.ItemNumber)));
            next = end;
        }

        Assert.Equal(lengths.Length, next);
    }

    [Fact]
    public void A_folder_without_a_corpus_says_what_to_do() =>
        Assert.Contains("regen data prepare", Assert.Throws<RegenException>(() => HistoryReader.Open(Path.GetTempPath())).Fix, StringComparison.Ordinal);
}
