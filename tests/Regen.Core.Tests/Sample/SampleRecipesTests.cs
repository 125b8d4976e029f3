using Regen.Core.Data.Sample;
using Xunit;

namespace Regen.Core.Tests.Sample;

public sealed class SampleRecipesTests
{
    private readonly SampleRecipes recipes = SampleRecipes.Load();

    [Fact]
    public void The_catalogue_is_broad_and_four_to_six_levels_deep()
    {
        Assert.True(recipes.Families.Length >= 40);
        Assert.All(recipes.Families, family => Assert.InRange(family.Path.Length, 4, 6));
        Assert.All(recipes.Families, family => Assert.InRange(family.Attributes.Length, 2, 6));
        Assert.Equal(recipes.Families.Length, recipes.Families.Select(family => family.Recipe.Id).Distinct().Count());
    }

    [Fact]
    public void What_is_bought_next_and_what_shoppers_like_exists()
    {
        var ids = recipes.Families.Select(family => family.Recipe.Id).ToHashSet();
        var departments = recipes.Families.Select(family => family.Recipe.Dept).ToHashSet();

        Assert.All(recipes.Families.SelectMany(family => family.Recipe.Next.Keys), next => Assert.Contains(next, ids));
        Assert.All(recipes.Shoppers.SelectMany(shopper => shopper.Likes.Keys), like => Assert.Contains(like, departments));
    }

    [Fact]
    public void Every_title_and_description_of_every_family_can_be_written()
    {
        var catalogue = new SampleCatalogue(recipes, 3000, seed: 2);
        var texts = new ItemTexts(catalogue);

        Assert.All(Enumerable.Range(0, catalogue.Titled), item =>
        {
            Assert.NotEmpty(texts.Title(item));
            Assert.NotEmpty(texts.Description(item));
        });
        Assert.Equal(recipes.Families.Length, Enumerable.Range(0, catalogue.Titled).Select(item => catalogue.FamilyOf(item)).Distinct().Count());
    }

    [Theory]
    [InlineData("ruby", "a ruby")]
    [InlineData("assorted", "an assorted")]
    [InlineData("8 x 11 in", "an 8 x 11 in")]
    [InlineData("unruled", "an unruled")]
    [InlineData("a pack of 12", "a pack of 12")]
    public void Articles_fit_their_words(string word, string expected) => Assert.Equal(expected, Template.WithArticle(word));

    [Theory]
    [InlineData("Dot Grid", "dot grid")]
    [InlineData("A5", "A5")]
    [InlineData("L-Shaped", "L-shaped")]
    [InlineData("3-Drawer", "3-drawer")]
    [InlineData("#2 HB", "#2 HB")]
    [InlineData("0.5 mm", "0.5 mm")]
    public void Plain_words_are_spoken_in_small_letters_and_codes_as_they_are(string text, string expected) =>
        Assert.Equal(expected, SampleRecipes.Speak(text));

    [Fact]
    public void An_empty_value_takes_the_comma_before_it_away() =>
        Assert.Equal("Pens, Black (X1)", Template.Fill("Pens, {color}, {pack} (X1)", name => name == "pack" ? "" : "Black"));
}
