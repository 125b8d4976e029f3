using TorchSharp.Native;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

/// <summary>What training does to all parameters at once, each in one native call.</summary>
internal static unsafe class Training
{
    internal static double ClipGradients(torch.Tensor[] parameters, double maxNorm, double normType)
    {
        using var held = new HeldTensors(parameters);
        rt_clip_grad_norm(held.Count, held.Pointer, maxNorm, normType, out var norm).OrThrow($"clip the gradients of {held.Describe()}");
        return norm;
    }

    internal static void ZeroGradients(torch.Tensor[] parameters, bool setToNone)
    {
        using var held = new HeldTensors(parameters);
        rt_zero_grad(held.Count, held.Pointer, setToNone ? 1 : 0).OrThrow($"clear the gradients of {held.Describe()}");
    }

    /// <param name="steps">Steps that each parameter has taken; those with a gradient take one more.</param>
    internal static void AdamStep(AdamOptions options, AdamTensors tensors, long[] steps)
    {
        using var parameters = new HeldTensors(tensors.Parameters);
        using var averages = new HeldTensors(tensors.Averages);
        using var squares = new HeldTensors(tensors.Squares);
        using var largest = new HeldTensors(tensors.LargestSquares);
        fixed (long* counts = steps)
        {
            rt_adam_step(&options, parameters.Count, parameters.Pointer, averages.Pointer, squares.Pointer, largest.Pointer, counts)
                .OrThrow($"optimiser step over {parameters.Describe()}");
        }
    }
}

/// <summary>The tensors of one Adam step, one of each per parameter; largest squares only with AMSGrad.</summary>
internal sealed record AdamTensors(torch.Tensor[] Parameters, torch.Tensor[] Averages, torch.Tensor[] Squares, torch.Tensor[]? LargestSquares);
