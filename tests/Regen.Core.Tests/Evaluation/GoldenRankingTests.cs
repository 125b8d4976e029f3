using System.Text.Json;
using Regen.Core.Evaluation;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Evaluation;

/// <summary>The golden set "ranking": plain Python loops, checked with ranx, torchmetrics, RecBole and scikit-learn.</summary>
public sealed class GoldenRankingTests
{
    private const double Tolerance = 1e-12;

    public static TheoryData<string, string> SetsOfFolders
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var folder in Lent.Golden("ranking"))
            {
                data.Add(folder, "all_items");
                data.Add(folder, "seen_removed");
            }

            return data;
        }
    }

    [Fact]
    public void The_committed_golden_set_is_there() => Assert.True(Directory.Exists(Repository.Path("tests/golden/ranking")));

    [Theory]
    [MemberData(nameof(SetsOfFolders))]
    public void Places_and_candidates_are_those_of_the_golden_loops(string folder, string set)
    {
        using var golden = new GoldenSet(folder, set);
        for (var user = 0; user < golden.Users; user++)
        {
            Assert.Equal(golden.PerUser.Integers($"{set}.count_above")[user], golden.Places[user].Above);
            Assert.Equal(golden.PerUser.Integers($"{set}.count_level")[user], golden.Places[user].Level);
            Assert.Equal(golden.PerUser.Integers($"{set}.candidates")[user], golden.Items - golden.Seen(user).Length);
        }
    }

    [Theory]
    [MemberData(nameof(SetsOfFolders))]
    public void Every_metric_of_every_user_is_that_of_the_golden_loops(string folder, string set)
    {
        using var golden = new GoldenSet(folder, set);
        var compared = 0;
        foreach (var name in golden.PerUser.Names.Where(name => name.StartsWith(set + ".", StringComparison.Ordinal)))
        {
            if (name.Split('.', 3) is not [_, var policyName, var metric])
            {
                continue;
            }

            var policy = Enum.Parse<TiePolicy>(policyName, ignoreCase: true);
            var expected = golden.PerUser.Doubles(name);
            for (var user = 0; user < golden.Users; user++)
            {
                Assert.Equal(expected[user], Value(metric, golden.Places[user], policy), Tolerance);
            }

            compared++;
        }

        Assert.True(compared >= 4 * 9, $"only {compared} tensors were compared");
    }

    [Theory]
    [MemberData(nameof(SetsOfFolders))]
    public void Every_mean_is_that_of_the_golden_loops(string folder, string set)
    {
        using var golden = new GoldenSet(folder, set);
        foreach (var policyEntry in golden.Expected.GetProperty("metrics").GetProperty(set).EnumerateObject())
        {
            var policy = Enum.Parse<TiePolicy>(policyEntry.Name, ignoreCase: true);
            foreach (var entry in policyEntry.Value.EnumerateObject())
            {
                var mean = golden.Places.Average(place => Value(entry.Name, place, policy));
                Assert.Equal(entry.Value.GetDouble(), mean, Tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(SetsOfFolders))]
    public void Best_lists_and_their_diversity_are_those_of_the_golden_loops(string folder, string set)
    {
        using var golden = new GoldenSet(folder, set);
        var width = golden.PerUser.Shape($"{set}.top10")[1];
        var lists = new int[golden.Users * width];
        for (var user = 0; user < golden.Users; user++)
        {
            Assert.Equal(width, Ranking.TopK(golden.Scores(user), golden.Seen(user), lists.AsSpan(user * width, width)));
        }

        Assert.Equal(golden.PerUser.Integers($"{set}.top10"), lists);
        var expected = golden.Expected.GetProperty("top10_lists").GetProperty(set);
        var found = ListDiversity.Of(lists, width, golden.Popularity);
        Assert.Equal(expected.GetProperty("distinct_items").GetInt32(), found.DistinctItems);
        Assert.Equal(expected.GetProperty("item_coverage").GetDouble(), found.Coverage, Tolerance);
        Assert.Equal(expected.GetProperty("gini").GetDouble(), found.Gini, Tolerance);
        Assert.Equal(expected.GetProperty("shannon_entropy_nats").GetDouble(), found.EntropyNats, Tolerance);
        Assert.Equal(expected.GetProperty("shannon_entropy_bits").GetDouble(), found.EntropyBits, Tolerance);
        Assert.Equal(expected.GetProperty("average_popularity").GetDouble(), found.AveragePopularity, Tolerance);
        Assert.Equal(expected.GetProperty("recbole_shannon_entropy").GetDouble(), found.EntropyNats / found.DistinctItems, Tolerance);
    }

    private static double Value(string metric, TargetPlace place, TiePolicy policy) => metric switch
    {
        "rank" or "mean_rank" => place.Rank(policy),
        "mrr" => RankingMetric.Mrr.Of(place, policy),
        _ => metric.Split('@') is [var kind, var cut] && int.Parse(cut) is var k
            ? (kind switch
            {
                "recall" => RankingMetric.Recall(k),
                "ndcg" => RankingMetric.Ndcg(k),
                "mrr" => RankingMetric.MrrAt(k),
                _ => throw new InvalidDataException(metric),
            }).Of(place, policy)
            : throw new InvalidDataException(metric),
    };

    /// <summary>One folder's input with the places that Regen finds in it.</summary>
    private sealed class GoldenSet : IDisposable
    {
        private readonly GoldenTensors input;
        private readonly float[] scores;
        private readonly int[][] seen;

        public GoldenSet(string folder, string set)
        {
            input = new GoldenTensors(Path.Combine(folder, "input.safetensors"));
            PerUser = new GoldenTensors(Path.Combine(folder, "per_user.safetensors"));
            Expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json"))).RootElement;
            scores = input.Floats("scores");
            Popularity = input.Integers("popularity");
            (Users, Items) = (input.Shape("scores")[0], input.Shape("scores")[1]);
            var lists = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "seen.json"))).RootElement.GetProperty("seen");
            seen = [.. lists.EnumerateArray().Select(list => set == "all_items" ? [] : list.EnumerateArray().Select(item => item.GetInt32()).ToArray())];
            var targets = input.Integers("target");
            Places = [.. Enumerable.Range(0, Users).Select(user => Ranking.Place(Scores(user), targets[user], Seen(user)))];
        }

        public GoldenTensors PerUser { get; }

        public JsonElement Expected { get; }

        public int[] Popularity { get; }

        public TargetPlace[] Places { get; }

        public int Users { get; }

        public int Items { get; }

        public ReadOnlySpan<float> Scores(int user) => scores.AsSpan(user * Items, Items);

        public ReadOnlySpan<int> Seen(int user) => seen[user];

        public void Dispose()
        {
            input.Dispose();
            PerUser.Dispose();
        }
    }
}
