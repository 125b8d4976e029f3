using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Tests.Training;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class ColdItemTests
{
    private readonly PreparedData data = TinyCorpus.Make();

    [Fact]
    public void No_training_sequence_holds_a_cold_item_and_every_target_stays()
    {
        var cold = ColdItems.HoldOut(data, new ColdConfig { Share = 0.2, Seed = 4 });

        var (sequences, split) = (cold.Data.Sequences, cold.Data.Split);
        Assert.Equal(6, cold.IsCold.Count(isCold => isCold)); // a fifth of the 28 items that are bought, rounded
        Assert.All(
            Enumerable.Range(0, sequences.UserCount),
            user => Assert.DoesNotContain(sequences.ItemsOf(user)[..split.TrainLength[user]].ToArray(), item => cold.IsCold[item]));
        string[] Targets(PreparedData of) => [.. of.Split.Test.Select(asked => $"{asked.User}: {of.Sequences.ItemsOf(asked.User)[asked.HistoryLength]}")];
        Assert.Equal(Targets(data), Targets(cold.Data));
        Assert.Contains(split.Test, asked => cold.IsCold[sequences.ItemsOf(asked.User)[asked.HistoryLength]]);
    }

    [Fact]
    public void A_critique_is_gone_with_the_item_that_it_speaks_of()
    {
        var cold = ColdItems.HoldOut(data, new ColdConfig { Share = 0.2, Seed = 4 });

        var kept = cold.Data.Sequences;
        for (var user = 0; user < kept.UserCount; user++)
        {
            var items = kept.ItemsOf(user);
            for (var position = 1; position < items.Length; position++)
            {
                if (!kept.IsCritiquedAt(user, position))
                {
                    continue;
                }

                var own = data.Sequences.ItemsOf(user);
                Assert.True(own.IndexOf([items[position - 1], items[position]]) >= 0, "the pair stood side by side before");
            }
        }
    }

    [Fact]
    public void Equal_seeds_draw_equal_items()
    {
        bool[] Draw(int seed) => ColdItems.HoldOut(data, new ColdConfig { Share = 0.2, Seed = seed }).IsCold;

        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }

    [Fact]
    public void A_share_that_holds_out_nothing_is_refused()
    {
        var problem = Assert.Throws<RegenException>(() => ColdItems.HoldOut(data, new ColdConfig { Share = 0.001, Seed = 1 }));

        Assert.Contains("28", problem.What, StringComparison.Ordinal);
    }
}
