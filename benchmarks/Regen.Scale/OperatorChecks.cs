using TorchSharp.Regen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Scale;

/// <summary>The operators that FLARE is made of, on a device and on the processor, from the same numbers.</summary>
internal static class OperatorChecks
{
    private static readonly (string Name, double Allowed, Func<Tensor[], Tensor> Call)[] All =
    [
        ("matmul fp32", 1e-4, x => x[0].matmul(x[1])),
        ("matmul bf16", 3e-2, x => x[0].to(ScalarType.BFloat16).matmul(x[1].to(ScalarType.BFloat16)).to(ScalarType.Float32)),
        ("softmax", 1e-5, x => x[0].softmax(-1)),
        ("layer_norm", 1e-4, x => functional.layer_norm(x[0], [64])),
        ("gelu", 1e-4, x => functional.gelu(x[0])),
        ("cross_entropy", 1e-5, x => functional.cross_entropy(x[0].matmul(x[1]), x[2])),
        ("index_select", 0, x => x[0].index_select(0, x[2])),
        ("topk", 1e-6, x => x[0].topk(10).values),
        ("gather and rank", 0, x => x[0].ge(x[0].gather(1, x[2].unsqueeze(1))).sum(1).to(ScalarType.Float32)),
        ("gradient of a projection", 1e-4, Gradient),
        ("upload through pinned memory", 0, x => arange(4096, ScalarType.Float32).Upload(x[0].device) + 1),
    ];

    /// <returns>Name, largest difference relative to the largest value, and what is allowed.</returns>
    public static IEnumerable<(string Name, double Difference, double Allowed)> Run(Device device)
    {
        manual_seed(7);
        using var outer = NewDisposeScope();
        Tensor[] host = [randn(96, 64), randn(64, 80), arange(0, 96, ScalarType.Int64).remainder(64)];
        Tensor[] there = [.. host.Select(tensor => tensor.to(device))];
        foreach (var (name, allowed, call) in All)
        {
            using var scope = NewDisposeScope();
            var expected = call(host);
            var found = call(there).cpu();
            var difference = (found - expected).abs().max().item<float>() / Math.Max(1e-12, expected.abs().max().item<float>());
            yield return (name, difference, allowed);
        }
    }

    private static Tensor Gradient(Tensor[] x)
    {
        var weights = x[1].detach().clone().requires_grad_(true);
        x[0].matmul(weights).pow(2).mean().backward();
        return weights.grad!.clone();
    }
}
