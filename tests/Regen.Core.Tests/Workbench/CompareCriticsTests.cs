using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Tests.Data.Dataset;
using Regen.Core.Workbench;
using Xunit;

namespace Regen.Core.Tests.Workbench;

public sealed class CompareCriticsTests(DatasetFixture fixture) : IClassFixture<DatasetFixture>
{
    [Fact]
    public void Two_writers_stand_side_by_side_on_the_same_pairs()
    {
        var (one, other) = (Prepare("one", fixture.Write("written").Folder), Prepare("other", fixture.Write("canned", answer: """{"critiques": ["In *blue*, please", "Something | else"]}""").Folder));

        var found = CompareCritics.Run(new CompareCriticsRequest { First = one, Second = other, Pairs = 7, Seed = 3 });
        var again = CompareCritics.Run(new CompareCriticsRequest { First = one, Second = other, Pairs = 7, Seed = 3 });

        Assert.Equal(7, found.Shown.Count);
        Assert.Equal(found.Shown.Select(pair => (pair.User, pair.Position)), again.Shown.Select(pair => (pair.User, pair.Position)));
        Assert.Equal((found.First.Pairs, found.First.Pairs, 0), (found.Second.Pairs, found.Both, found.Equal));
        Assert.Equal(2, found.Second.Distinct);
        Assert.InRange(found.Second.MeanWords, 3, 3); // both texts have three words
        Assert.True(found.First.Distinct > 20);
        Assert.All(found.Shown, pair =>
        {
            Assert.Contains(pair.Drawn.First, pair.Options.First);
            Assert.Equal(["In *blue*, please", "Something | else"], pair.Options.Second);
            Assert.NotEqual(pair.Current, pair.Goal);
        });
        var page = CompareCritics.ToMarkdown(found, new CompareCriticsRequest { First = one, Second = other, FirstName = "a|b", Seed = 3 });
        Assert.Contains("In \\*blue\\*", page, StringComparison.Ordinal);
        Assert.Contains("| | a\\|b | second |", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_writer_beside_itself_is_equal_throughout()
    {
        var one = Prepare("same", fixture.Write("itself").Folder);

        var found = CompareCritics.Run(new CompareCriticsRequest { First = one, Second = one });

        Assert.Equal((found.Both, found.First), (found.Equal, found.Second));
    }

    [Fact]
    public void Corpora_without_a_common_pair_are_refused()
    {
        var one = Prepare("spoken", fixture.Write("spoken-texts").Folder);

        var problem = Assert.Throws<RegenException>(() => CompareCritics.Run(new CompareCriticsRequest { First = one, Second = fixture.Prepared }));

        Assert.Contains("no pair", problem.What, StringComparison.Ordinal);
    }

    private string Prepare(string name, string dataset)
    {
        var config = CalRec.Default with { Critiques = CalRec.Default.Critiques with { Source = "file" } };
        var sources = DataSources.Detect(fixture.Raw) with { Critiques = Path.Combine(dataset, "critiques.parquet") };
        Preparation.Run(new PrepareRequest { Sources = sources, Config = config, Out = fixture.File("prepared-" + name) });
        return fixture.File("prepared-" + name);
    }
}
