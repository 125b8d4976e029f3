using Regen.Core.Models.Flare;
using Regen.Core.Training;
using TorchSharp;
using Xunit;

namespace Regen.Core.Tests.Training;

[Collection("torch")] // seeds belong to the process
public sealed class WeightAverageTests
{
    [Fact]
    public void It_follows_its_formula_and_gives_the_weights_back()
    {
        using var model = new FlareModel(TinyCorpus.Model(useText: false, useCritique: false), new FlareSizes(5, 0));
        using var average = new WeightAverage(model, 0.5);
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var weight = model.named_parameters().First(pair => pair.name == "mask_embedding").parameter;
        weight.fill_(0f);
        var expected = 0.0;
        foreach (var (step, value) in new[] { 1.0, 4, -2, 8, 3, 3, 7, 2, 9, 5 }.Index())
        {
            weight.fill_((float)value);
            average.Add(step);
            var kept = Math.Min(0.5, (1.0 + step) / (10.0 + step));
            expected = (kept * expected) + ((1 - kept) * value);
        }

        using (average.Lend())
        {
            Assert.Equal(expected, weight[0, 0].item<float>(), 1e-5);
        }

        Assert.Equal(5f, weight[0, 0].item<float>());
    }

    [Fact]
    public void It_starts_as_the_weights_are()
    {
        using var model = new FlareModel(TinyCorpus.Model(useText: false, useCritique: false), new FlareSizes(5, 0));
        using var average = new WeightAverage(model, 0.9);
        using var scope = torch.NewDisposeScope();

        Assert.All(average.State, pair => Assert.True(pair.Average.equal(model.named_parameters().First(own => own.name == pair.Name).parameter)));
    }
}
