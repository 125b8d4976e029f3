using Regen.Core.Configuration;
using Regen.Core.Models.Common;
using TorchSharp;
using Xunit;

namespace Regen.Core.Tests.Models;

/// <summary>The resampler's forms for host memory against plain operators, which float64 and devices take.</summary>
[Collection("torch")] // seeds and threads belong to the process
public sealed class ResamplerFormTests
{
    [Theory]
    [InlineData(1, 3, true)]
    [InlineData(2, 3, false)]
    [InlineData(2, 3, true)]
    [InlineData(2, 9, true)] // more latents than a head is wide: keys are cheaper than scores
    public void Values_and_gradients_are_the_same(int depth, int latents, bool isMasked)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        using var resampler = new PerceiverResampler(12, new PerceiverConfig { Depth = depth, Heads = 2, HeadWidth = 6, Latents = latents, FeedForwardMultiple = 2 });
        var x = torch.randn([40, 5, 12]);
        var keep = isMasked ? torch.rand([40, 5]).gt(0.4) : null;
        var outer = torch.randn([40, latents, 12]);

        var own = Results(torch.ScalarType.Float32);
        var plain = Results(torch.ScalarType.Float64);

        Assert.Equal(plain.Keys, own.Keys);
        foreach (var (name, expected) in plain)
        {
            var most = Math.Max(1, expected.Max(Math.Abs));
            var off = expected.Zip(own[name], (a, b) => Math.Abs(a - b)).Max();
            Assert.True(off <= 2e-5 * most, $"{name}: off by {off} of {most}");
        }

        Dictionary<string, double[]> Results(torch.ScalarType type)
        {
            resampler.to(type);
            resampler.zero_grad();
            var input = x.to(type).detach().requires_grad_();
            var answer = resampler.call(input, keep);
            answer.backward(grad_tensors: [outer.to(type)]);
            double[] Values(torch.Tensor tensor) => tensor.detach().to(torch.ScalarType.Float64).contiguous().data<double>().ToArray();
            var found = resampler.named_parameters().ToDictionary(pair => pair.name, pair => Values(pair.parameter.grad!));
            found["values"] = Values(answer);
            found["inputs"] = Values(input.grad!);
            return found;
        }
    }
}
