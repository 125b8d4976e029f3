using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Domain;
using Regen.Core.Generation;
using Xunit;
using static Regen.Core.Tests.Generation.Shoppers;

namespace Regen.Core.Tests.Generation;

public sealed class HistoryCutTests
{
    private static readonly string Long = string.Join(' ', Enumerable.Repeat("word", 60));

    private static (string Text, HistoryCut Cut) Render(int length, int budget, string unit = "characters") =>
        new HistoryText(Uncut with { Budget = budget, Unit = unit }).Render(new HistoryView(Talkative(length), length - 1, false, null));

    private static PurchaseHistory Talkative(int length) => new()
    {
        User = 0,
        Key = "u",
        Purchases = [.. Enumerable.Range(0, length).Select(at => Of(new Item { Asin = "B", Title = $"item {at}." }, new Review { Text = $"{at} {Long}" }))],
    };

    [Fact]
    public void A_history_within_the_budget_is_not_touched()
    {
        var (text, cut) = Render(3, 10_000);
        Assert.False(cut.IsAny);
        Assert.Equal(3, text.Split(Long).Length - 1);
    }

    [Fact]
    public void Reviews_are_shortened_from_the_oldest_on_and_only_as_many_as_it_takes()
    {
        var whole = Render(4, 10_000).Text.Length;
        var (text, cut) = Render(4, whole - 300);
        Assert.Equal(new HistoryCut(2, 0, false), cut);
        Assert.Contains("Review: 0 word word word […]", text, StringComparison.Ordinal);
        Assert.Contains("Review: 1 word word word […]", text, StringComparison.Ordinal);
        Assert.Contains("Review: 2 " + Long, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Then_purchases_are_left_out_from_the_oldest_on_and_the_request_says_how_many()
    {
        var (text, cut) = Render(6, 600);
        Assert.Equal(new HistoryCut(3, 2, false), cut);
        Assert.StartsWith("(2 older purchases are left out)\n\nPurchase 3 of 6", text, StringComparison.Ordinal);
        Assert.EndsWith("Review: 5 " + Long, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_purchase_stays_whole_even_beyond_the_budget()
    {
        var (text, cut) = Render(5, 200);
        Assert.Equal(new HistoryCut(0, 4, true), cut);
        Assert.EndsWith("Review: 4 " + Long, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_are_four_bytes_each()
    {
        var whole = Render(1, 10_000).Text;
        Assert.True(Render(1, (whole.Length + 3) / 4, "tokens").Cut is { IsOver: false });
        Assert.True(Render(1, ((whole.Length + 3) / 4) - 1, "tokens").Cut is { IsOver: true });
    }

    [Fact]
    public void Whatever_the_budget_the_purchases_that_stay_are_the_newest_and_fit_unless_only_one_is_left()
    {
        Prop.ForAll(Gen.Choose(1, 12).ToArbitrary(), Gen.Choose(200, 5000).ToArbitrary(), (length, budget) =>
        {
            var (text, cut) = Render(length, budget);
            var heads = text.Split('\n').Where(line => line.StartsWith("Purchase ", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(' ')[1]));
            Assert.Equal(Enumerable.Range(cut.PurchasesLeftOut + 1, length - cut.PurchasesLeftOut), heads);
            Assert.EndsWith(Long, text, StringComparison.Ordinal);
            var kept = text.Split("\n\n").Where(entry => entry.StartsWith("Purchase", StringComparison.Ordinal)).Sum(entry => entry.Length);
            Assert.True(kept <= budget != cut.IsOver);
            Assert.True(!cut.IsOver || cut.PurchasesLeftOut == length - 1);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_was_cut_is_counted()
    {
        var writer = new NarrativeWriter(Narratives with { Critiques = false }, Uncut with { Budget = 600 }, new PromptLibrary());
        var conversation = new Conversation { History = Talkative(6), Critiques = [], Narratives = [] };
        _ = writer.Write([conversation], DirectInterviewer.Scripted()).ToBlockingEnumerable().ToArray();

        // The endorsement's request lacks the last review, so that more of the others fits.
        Assert.Equal((3, 0), (writer.Tally.Cuts.Requests, writer.Tally.Cuts.StillTooLong));
        Assert.InRange(writer.Tally.Cuts.PurchasesLeftOut, 4, 6);
    }
}
