using static TorchSharp.torch;

namespace Regen.Core.Tests.Models.Encoders;

/// <summary>How many tensors live, once those that earlier tests dropped are gone: the count is the process's.</summary>
internal static class LiveTensors
{
    public static long Settled()
    {
        for (var round = 0; round < 2; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return Tensor.TotalCount;
    }
}
