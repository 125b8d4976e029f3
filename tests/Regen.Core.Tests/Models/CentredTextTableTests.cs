using Regen.Core.Models.Flare;
using Regen.Core.Tests.Training;
using TorchSharp;
using Xunit;

namespace Regen.Core.Tests.Models;

[Collection("torch")] // seeds and threads belong to the process
public sealed class CentredTextTableTests
{
    [Fact]
    public void Vectors_lose_the_catalogues_mean_and_keep_their_directions_at_unit_scale()
    {
        using var scope = torch.NewDisposeScope();
        using var raw = TinyCorpus.Texts(9);
        using var centred = new CentredTextTable(TinyCorpus.Texts(9));
        int[] all = [.. Enumerable.Range(0, 9)];

        var (found, keep) = centred.Look(all);

        Assert.Null(keep);
        Assert.Equal(0, centred.Means().mean([0]).abs().max().item<float>(), 1e-5);
        Assert.Equal(1, found.square().sum(-1).mean().item<float>(), 1e-5);
        var moved = raw.Look(all).Vectors_NTL - raw.Means().mean([0]);
        var ratio = found / moved;
        Assert.Equal(ratio.max().item<float>(), ratio.min().item<float>(), 1e-3);
    }

    [Fact]
    public void Padding_stays_zero_and_counts_for_nothing()
    {
        using var scope = torch.NewDisposeScope();
        var vectors = torch.tensor(new[] { 1f, 0, 3, 0, 0, 2, 0, 0 }, [2, 2, 2]);
        var keep = torch.tensor(new[] { true, true, true, false }, [2, 2]);
        using var centred = new CentredTextTable(new ResidentTextTable(vectors, keep));

        var (found, _) = centred.Look([0, 1]);

        // Means (2, 0) and (0, 2), so the catalogue's is (1, 1); the three real vectors less it: (0, -1), (2, -1), (-1, 1).
        var scale = Math.Sqrt(3.0 / (1 + 5 + 2));
        Assert.Equal([0, -1, 2, -1, -1, 1, 0, 0], found.data<float>().ToArray().Select(value => value / (float)scale), (a, b) => Math.Abs(a - b) < 1e-5);
    }
}
