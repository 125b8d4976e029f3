using Regen.Core.Domain;
using Regen.Core.Tests.Training;
using Regen.Core.Workbench;
using Xunit;

namespace Regen.Core.Tests.Workbench;

public sealed class CritiqueModeTests
{
    [Fact]
    public void Withheld_silences_every_position()
    {
        var data = TinyCorpus.Make();

        var silent = CritiqueMode.Apply(CritiqueMode.Withheld, data, data.Split.Test, seed: 1);

        Assert.All(silent.Sequences.Critiques, critique => Assert.Equal(-1, critique));
        Assert.Equal(data.Sequences.IsCritiqued, silent.Sequences.IsCritiqued);
    }

    [Fact]
    public void Swapped_gives_critiqued_targets_another_pairs_words_and_leaves_the_rest()
    {
        var data = TinyCorpus.Make();
        var targets = data.Split.Test.Select(asked => (int)data.Sequences.Offsets[asked.User] + asked.HistoryLength).ToHashSet();

        var swapped = CritiqueMode.Apply(CritiqueMode.Swapped, data, data.Split.Test, seed: 1);

        var (own, other) = (data.Sequences.Critiques, swapped.Sequences.Critiques);
        for (var place = 0; place < own.Length; place++)
        {
            var isCritiquedTarget = targets.Contains(place) && own[place] >= 0;
            Assert.True(isCritiquedTarget ? other[place] >= 0 : other[place] == own[place]);
        }

        Assert.Contains(targets, place => own[place] != other[place]);
        Assert.Equal(other, CritiqueMode.Apply(CritiqueMode.Swapped, data, data.Split.Test, seed: 1).Sequences.Critiques);
    }

    [Fact]
    public void Critiques_of_one_pair_alone_cannot_be_swapped()
    {
        var data = TinyCorpus.Make();
        var first = data.Split.Test.First(asked => data.Sequences.IsCritiquedAt(asked.User, asked.HistoryLength));

        var problem = Assert.Throws<RegenException>(() => CritiqueMode.Apply(CritiqueMode.Swapped, data, [first], seed: 1));

        Assert.Contains("nothing to swap", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_mode_names_the_known_ones()
    {
        var data = TinyCorpus.Make();

        var problem = Assert.Throws<RegenException>(() => CritiqueMode.Apply("reversed", data, data.Split.Test, seed: 1));

        Assert.Contains("given, withheld, swapped", problem.Fix, StringComparison.Ordinal);
    }
}
