using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

public sealed class RandomTests
{
    [Fact]
    public void Equal_seeds_give_equal_numbers_and_a_saved_state_continues_them()
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        var first = randn([5]);
        var state = random.get_rng_state();
        var second = rand([5]);

        manual_seed(11);
        Assert.True(first.equal(randn([5])));
        random.set_rng_state(state);
        Assert.True(second.equal(rand([5])));
    }

    [Fact]
    public void The_stream_of_a_seed_is_PyTorchs()
    {
        // /usr/bin/python3 -c "import torch; torch.manual_seed(42); print(torch.randn(3), torch.randperm(5))", PyTorch 1.13.1
        using var scope = NewDisposeScope();
        manual_seed(42);

        Assert.Equal([0.33669036626815796f, 0.12880940735340118f, 0.23446236550807953f], randn([3]).data<float>().ToArray());
    }

    [Fact]
    public void A_generator_of_its_own_leaves_the_default_one_alone()
    {
        using var scope = NewDisposeScope();
        using var own = new Generator(3);
        manual_seed(1);
        var expected = rand([4]);

        manual_seed(1);
        var drawn = rand([4], generator: own);

        Assert.True(expected.equal(rand([4])));
        own.manual_seed(3);
        Assert.True(drawn.equal(rand([4], generator: own)));
        Assert.Equal(3, own.initial_seed());
    }

    [Fact]
    public void Permutations_integers_and_choices_stay_in_their_ranges()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), randperm(50).data<long>().ToArray().Order());
        Assert.All(randint(3, 7, [200]).data<long>().ToArray(), drawn => Assert.InRange(drawn, 3, 6));
        Assert.All(multinomial(tensor(new float[] { 0, 1, 0 }), 20, true).data<long>().ToArray(), drawn => Assert.Equal(1, drawn));
    }

    [Fact]
    public void Truncated_normal_weights_stay_within_their_bounds()
    {
        using var scope = NewDisposeScope();
        var weights = nn.init.trunc_normal_(empty([20_000]), std: 0.02, a: -0.04, b: 0.04);

        Assert.True(weights.abs().max().item<float>() <= 0.04f);
        Assert.InRange(weights.std().item<float>(), 0.017f, 0.0185f); // a normal cut at two deviations keeps 0.880 of its own
    }
}
