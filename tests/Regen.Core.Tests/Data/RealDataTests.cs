using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Tests.Storage;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Data;

/// <summary>Numbers of the lent data sets; they were counted by the sets' own Python scripts and stand in the README beside them.</summary>
public sealed class RealDataTests
{
    private static PrepareConfig AllItems { get; } = CalRec.Default with { RequireTitle = false };

    [Fact]
    public void Office2014_has_its_published_counts()
    {
        using var folder = new TempFolder();
        var config = AllItems with { Critiques = AllItems.Critiques with { Source = "file" } };
        var made = Preparation.Run(new PrepareRequest { Folder = Lent.Data("office2014"), Config = config, Out = folder.File("out") });

        var found = made.Statistics;
        Assert.Equal((4905, 2420, 53258), (found.Users, found.Items, (int)found.Interactions));
        Assert.Equal((48353, 6278, 3768), (found.Pairs, found.EligiblePairs, found.DistinctEligiblePairs));
        Assert.Equal((602, 401), (found.EligibleLastPairs, found.EligibleLastPairsSameWholePath));
        Assert.Equal(0.191, found.PairShareByLevels[2], 0.0005);
        Assert.Equal(0.057, found.PairShareByLevels[4], 0.0005);
        Assert.Equal([0, 2, 71, 28, 953, 1330, 36], found.ItemsByDepth);
        Assert.Equal((2417, 1781, 1935, 0), (found.ItemsWithTitle, found.ItemsWithDescription, found.ItemsWithBrand, found.ItemsWithPrice));
        Assert.Equal(0.237, (double)found.TiedLastPairs / found.TimedLastPairs, 0.0005);
        Assert.Equal(0, found.Repeats);
        Assert.Equal(found.EligiblePairs, found.CritiquedPairs);
        Assert.Equal(3768, made.Manifest.Critiques["given"]);
        Assert.Equal(0, made.Manifest.Critiques["of_no_eligible_pair"]);
    }

    [Fact]
    public void Office2014_opens_as_sequences_in_the_published_order()
    {
        using var folder = new TempFolder();
        var data = PreparedStore.OpenOrPrepare(Lent.Data("office2014"), AllItems, "file", folder.Path);

        Assert.Equal("office2014", data.Name);
        Assert.False(data.IsSynthetic);
        Assert.Equal("ADSCDY8LSLTCF", data.Users[0]);
        string[] first = ["B004OA758C", "B0006IEV60", "B00005MITU", "B00006IE7N", "B004U9TEEA"];
        Assert.Equal(first, Asins(data, 0));
        Assert.Equal(data.Items.Select(item => item.Asin).Order(StringComparer.Ordinal), data.Items.Select(item => item.Asin));
        Assert.Equal(["Office Products", "Office Electronics", "Telephones & Accessories", "Cordless Telephones"], data.Items.Single(item => item.Asin == "B004OA758C").Categories);
        Assert.Equal(4905, data.Split.Test.Length);
        Assert.All(data.Sequences.Critiques, critique => Assert.Equal(-1, critique));
    }

    [Theory]
    [InlineData("office2014")]
    [InlineData("p5-beauty")]
    public void The_shuffled_order_comes_out_line_by_line(string set)
    {
        using var folder = new TempFolder();
        var file = Lent.Data($"{set}/tie-shuffled.txt.gz");
        var data = PreparedStore.OpenOrPrepare(Lent.Data(set), AllItems, $"sequence:{file}", folder.Path);

        var numbers = set == "p5-beauty" ? SourceIds(data) : data.Items.Select(item => item.Asin).ToArray();
        var lines = Gzip.ReadLines(file).Select(line => line.Split(' ')).ToDictionary(words => words[0], words => words[1..]);
        Assert.Equal(lines.Count, data.Users.Count);
        for (var user = 0; user < data.Users.Count; user++)
        {
            Assert.Equal(lines[data.Users[user]], data.Sequences.ItemsOf(user).ToArray().Select(item => numbers[item]));
        }
    }

    [Fact]
    public void P5_beauty_has_its_published_counts_and_order()
    {
        using var folder = new TempFolder();
        var data = PreparedStore.OpenOrPrepare(Lent.Data("p5-beauty"), AllItems, "file", folder.Path);

        var found = data.Statistics;
        Assert.Equal((22363, 12101, 198502), (found.Users, found.Items, (int)found.Interactions));
        Assert.Equal(0.435, (double)found.TiedLastPairs / found.TimedLastPairs, 0.0005);
        Assert.Equal(0, found.EligiblePairs);
        var ids = SourceIds(data);
        foreach (var words in Gzip.ReadLines(Lent.Data("p5-beauty/sequences.txt.gz")).Select(line => line.Split(' ')))
        {
            var user = int.Parse(words[0]) - 1;
            Assert.Equal(words[0], data.Users[user]);
            Assert.Equal(words[1..], data.Sequences.ItemsOf(user).ToArray().Select(item => ids[item]));
        }
    }

    private static string[] Asins(PreparedData data, int user) => [.. data.Sequences.ItemsOf(user).ToArray().Select(item => data.Items[item].Asin)];

    private static string[] SourceIds(PreparedData data) =>
        Regen.Core.Storage.ParquetFile.Read(Path.Combine(data.Folder, "items.parquet"), "source_id").Strings("source_id")!;
}
