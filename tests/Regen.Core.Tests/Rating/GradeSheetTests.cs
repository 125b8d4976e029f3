using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Rating;
using Xunit;

namespace Regen.Core.Tests.Rating;

public sealed class GradeSheetTests
{
    private static readonly RatingCell Veracity = new("purchase_reason", RatingCriterion.Veracity);
    private static readonly RatingCell Personalization = new("purchase_reason", RatingCriterion.Personalization);
    private static readonly RatingCell Other = new("purchase_reason_explanation", RatingCriterion.Veracity);

    [Fact]
    public void The_last_line_of_a_cell_decides_and_what_stands_before_it_is_the_reasoning()
    {
        var sheet = GradeSheet.Read("First I thought\nGRADE purchase_reason veracity: 7\nbut no.\nGRADE purchase_reason veracity: 2\n", [Veracity]).Value!;
        var graded = Assert.IsType<Verdict.Graded>(sheet[Veracity]);
        Assert.Equal(2, graded.Grade);
        Assert.StartsWith("First I thought", graded.Reasoning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("**GRADE purchase_reason veracity: 5**")]
    [InlineData("- grade Purchase Reason Veracity = 5/7")]
    [InlineData("> `GRADE purchase-reason / veracity: 5`")]
    [InlineData("### GRADE purchase_reason.veracity: \"5\".\r")]
    public void Marks_of_Markdown_do_not_matter(string line) => Assert.Equal(5, GradeSheet.Read(line, [Veracity, Other]).Value![Veracity].Value);

    [Theory]
    [InlineData("0")]
    [InlineData("8")]
    [InlineData("5.5")]
    [InlineData("-3")]
    [InlineData("seven")]
    [InlineData("n")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public void Off_the_menu_is_unrated_and_never_zero(string grade)
    {
        var verdict = GradeSheet.Read($"GRADE purchase_reason veracity: {grade}", [Veracity]).Value![Veracity];
        Assert.Null(verdict.Value);
        Assert.Equal("a grade off the scale of 1 to 7", Assert.IsType<Verdict.Unrated>(verdict).Reason);
    }

    [Fact]
    public void A_missing_cell_is_unrated_and_takes_no_grade_from_its_neighbour()
    {
        var sheet = GradeSheet.Read("GRADE purchase_reason_explanation veracity: 6", [Veracity, Personalization, Other]).Value!;
        Assert.Equal(6, sheet[Other].Value);
        Assert.Null(sheet[Veracity].Value);
        Assert.Null(sheet[Personalization].Value);
        Assert.False(GradeSheet.Read("I would say 7.", [Veracity]).IsGood);
    }

    [Fact]
    public void No_text_whatever_breaks_it() => Check.QuickThrowOnFailure(Prop.ForAll<string?[]>(parts =>
    {
        var text = string.Join("GRADE purchase_reason veracity:", parts);
        var reading = GradeSheet.Read(text, [Veracity]);
        return !reading.IsGood || reading.Value![Veracity].Value is null or (>= 1 and <= 7);
    }));
}
