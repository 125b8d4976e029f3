using System.Diagnostics;
#if REGEN_TORCH
using TorchSharp.Native;
#endif
using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>What tensors and the process hold at one moment.</summary>
/// <param name="LiveTensors">Tensors that were made and not yet freed.</param>
/// <param name="PeakTensors">The most that were alive at once.</param>
/// <param name="ResidentBytes">Memory of the process, in bytes.</param>
/// <param name="PeakResidentBytes">The most it has been, in bytes.</param>
public sealed record TorchMemory(long LiveTensors, long PeakTensors, long ResidentBytes, long PeakResidentBytes)
{
    public static TorchMemory Now()
    {
        using var process = Process.GetCurrentProcess();
        return new TorchMemory(Tensor.TotalCount, Tensor.PeakCount, process.WorkingSet64, process.PeakWorkingSet64);
    }

    /// <summary>Gives back what is kept of large freed buffers for the next taker; a backend that keeps none has nothing to do.</summary>
    public static void ReleaseIdle()
    {
#if REGEN_TORCH
        NativeMethods.rt_release_idle_memory().OrThrow("give idle memory back");
#endif
    }
}
