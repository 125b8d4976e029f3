using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

/// <summary>Ranks and lists against a plain loop over scores in which every tie is exact: all numbers are small integers.</summary>
public sealed class FullRankingTests
{
    [Fact]
    public void Ranks_and_lists_are_those_of_a_plain_loop_ties_included()
    {
        var random = new Random(7);
        for (var turn = 0; turn < 60; turn++)
        {
            var (users, items, width, k) = (1 + random.Next(40), 1 + random.Next(200), 1 + random.Next(20), random.Next(25));
            var (left, right) = (Small(random, users * width), Small(random, items * width));
            var bias = Small(random, items);
            int[] targets = [.. Enumerable.Range(0, users).Select(_ => random.Next(-1, items))];
            int[][] seen = [.. targets.Select(_ => Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(items)).ToArray())];
            using var scope = NewDisposeScope();
            using var ranking = new FullRanking(tensor(right, [items, width]), tensor(bias));

            var found = ranking.Rank(tensor(left, [users, width]), targets, seen, k);

            for (var user = 0; user < users; user++)
            {
                var scores = Scores(left.AsSpan(user * width, width), right, bias);
                Check(found, user, scores, targets[user], seen[user]);
            }
        }
    }

    [Fact]
    public void Equal_items_tie_wherever_they_stand()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        const int items = 1000;
        var one = randn([1, 256]);
        using var ranking = new FullRanking(one.repeat(items, 1), zeros([items]));
        int[] targets = [.. Enumerable.Range(0, 37).Select(user => user * 27)];

        var found = ranking.Rank(randn([37, 256]), targets, [.. targets.Select(_ => new[] { 3, 4 })], 5);

        Assert.All(Enumerable.Range(0, 37), user => Assert.Equal(items, found.Ranks[2 * user]));
        Assert.All(Enumerable.Range(0, 37), user => Assert.Equal(items - 2, found.Ranks[(2 * user) + 1]));
        Assert.Equal([0, 1, 2, 3, 4, 0, 1, 2, 5, 6], found.Items[..10]);
    }

    [Fact]
    public void A_score_that_is_not_a_number_shows_in_the_rank()
    {
        using var scope = NewDisposeScope();
        var items = ones([40, 4]);
        items[39] = tensor(float.NaN);
        using var ranking = new FullRanking(items, zeros([40]));

        Assert.Equal([0, 0], ranking.Rank(ones([1, 4]), [2], [[]], 3).Ranks);
    }

    private static void Check(RankedUsers found, int user, float[] scores, int target, int[] seen)
    {
        for (var column = 0; column < 2; column++)
        {
            int[] open = [.. Enumerable.Range(0, scores.Length).Where(item => column == 0 || !seen.Contains(item))];
            var rank = target < 0 ? -1 : 1 + open.Count(item => item != target && scores[item] >= scores[target]);
            Assert.Equal(rank, found.Ranks[(2 * user) + column]);
            long[] best = [.. open.OrderByDescending(item => scores[item]).ThenBy(item => item).Take(found.K).Select(item => (long)item)];
            var own = found.Items.AsSpan(((2 * user) + column) * found.K, found.K).ToArray();
            Assert.Equal(best, own[..best.Length]);
            Assert.All(own[best.Length..], item => Assert.Equal(-1, item));
        }
    }

    private static float[] Small(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(-2, 3))];

    private static float[] Scores(ReadOnlySpan<float> user, float[] items, float[] bias)
    {
        var scores = (float[])bias.Clone();
        for (var item = 0; item < scores.Length; item++)
        {
            for (var d = 0; d < user.Length; d++)
            {
                scores[item] += user[d] * items[(item * user.Length) + d];
            }
        }

        return scores;
    }
}
