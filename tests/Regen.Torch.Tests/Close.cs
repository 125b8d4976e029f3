using static TorchSharp.torch;

namespace Regen.Torch.Tests;

/// <summary>Compares tensors by their largest absolute difference.</summary>
internal static class Close
{
    internal static void Assert(Tensor expected, Tensor found, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Xunit.Assert.Equal(expected.shape, found.shape);
        var difference = (expected.to(float64) - found.detach().to(float64)).abs().max().item<double>();
        Xunit.Assert.True(difference <= tolerance, $"{what}: off by {difference:g3}, allowed {tolerance:g3}");
    }
}
