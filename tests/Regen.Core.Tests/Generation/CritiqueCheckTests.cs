using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Domain;
using Regen.Core.Generation;
using Xunit;

namespace Regen.Core.Tests.Generation;

public sealed class CritiqueCheckTests
{
    private static readonly Item Current = new() { Asin = "B00CURRENT", Title = "Sharpie Fine Point Marker" };
    private static readonly Item Goal = new() { Asin = "B00WANTED1", Title = "Sharpie King Size Permanent Marker, Chisel Tip, 1/2 x 3.5 Inches" };
    private static readonly CritiqueChecks Checks = new(25, 5);

    [Theory]
    [InlineData("a chisel tip, please", null)]
    [InlineData("", OptionFault.Empty)]
    [InlineData(" \"...\" ", OptionFault.Empty)]
    [InlineData("give me b00wanted1 now", OptionFault.GivesKey)]
    [InlineData("not B00CURRENT", OptionFault.GivesKey)]
    [InlineData("the king size PERMANENT marker with chisel tip", null)]
    [InlineData("a SHARPIE king-size permanent marker", OptionFault.GivesTitle)]
    [InlineData("king size permanent marker, chisel", OptionFault.GivesTitle)]
    [InlineData("tip 1/2 x 3.5 inches", OptionFault.GivesTitle)]
    [InlineData("one 1/2 x 3.5 inches", null)]
    public void Each_option_is_held_against_the_rules(string option, OptionFault? fault)
    {
        var checkedOptions = Checks.Check([option], Current, Goal);
        Assert.Equal(fault, checkedOptions.Dropped.SingleOrDefault()?.Fault);
        Assert.Equal(fault is null ? 1 : 0, checkedOptions.Kept.Count);
    }

    [Theory]
    [InlineData("Blue Pens", "blue pens", true)]
    [InlineData("Blue Pens", "I want blue pens", false)]
    [InlineData("Blue Gel Pens", "I want blue gel pens now", true)]
    [InlineData("Blue Gel Pens", "I want gel pens in blue", false)]
    [InlineData("", "anything", false)]
    public void A_short_title_is_given_away_as_a_whole_only(string title, string option, bool isGiven) =>
        Assert.Equal(isGiven, Checks.Check([option], Current, Goal with { Title = title }).Dropped.Count == 1);

    [Fact]
    public void An_option_of_26_words_is_too_long_and_one_of_25_is_not()
    {
        string Words(int count) => string.Join(' ', Enumerable.Repeat("no", count));
        Assert.Empty(Checks.Check([Words(25)], Current, Goal).Dropped);
        Assert.Equal(OptionFault.TooLong, Checks.Check([Words(26)], Current, Goal).Dropped.Single().Fault);
    }

    [Fact]
    public void Options_that_differ_only_in_case_and_marks_are_one_and_a_sixth_is_surplus()
    {
        var options = Checks.Check(["In black!", "in BLACK", "two", "three", "four", "five", "six"], Current, Goal);
        Assert.Equal(["In black!", "two", "three", "four", "five"], options.Kept);
        Assert.Equal([("in BLACK", OptionFault.Repeated), ("six", OptionFault.Surplus)], options.Dropped.Select(option => (option.Text, option.Fault)));
    }

    [Theory]
    [InlineData("""{"critiques": ["in black"]}""", null)]
    [InlineData("Sure!\n```json\n{\"critiques\": [\"in black\"]}\n```", null)]
    [InlineData("no idea", "holds no JSON object")]
    [InlineData("""{"critiques": "in black"}""", "has no list")]
    [InlineData("""{"critiques": [7]}""", "is no text but number")]
    [InlineData("""{"critiques": []}""", "is empty")]
    [InlineData("""{"critiques": ["", "B00WANTED1"]}""", "'' says nothing; 'B00WANTED1' holds a product key")]
    public void An_answer_is_good_if_one_option_is_left_and_else_says_what_is_wrong(string answer, string? problem)
    {
        var read = Checks.Read(answer, Current, Goal);
        Assert.Equal(problem is null, read.IsGood);
        Assert.Contains(problem ?? "", read.Problem ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_kept_passes_every_rule_whatever_the_options()
    {
        var words = Gen.Elements("sharpie", "King", "size", "permanent", "marker", "chisel", "tip", "B00WANTED1", "black", "\n", "\"", "", "\u0007");
        var options = words.ArrayOf().Select(some => string.Join(' ', some)).ArrayOf();
        Prop.ForAll(options.ToArbitrary(), list =>
        {
            var found = Checks.Check(list, Current, Goal);
            Assert.Equal(list.Length, found.Kept.Count + found.Dropped.Count);
            Assert.True(found.Kept.Count <= 5);
            Assert.Equal(found.Kept.Count, found.Kept.Select(option => string.Join(' ', CritiqueChecks.Words(option))).Distinct().Count());
            Assert.All(found.Kept, option =>
            {
                Assert.DoesNotContain("B00WANTED1", option, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', option);
                Assert.InRange(option.Split(' ').Length, 1, 25);
                Assert.DoesNotContain(" sharpie king size permanent marker ", $" {string.Join(' ', CritiqueChecks.Words(option))} ", StringComparison.Ordinal);
            });
        }).QuickCheckThrowOnFailure();
    }
}
