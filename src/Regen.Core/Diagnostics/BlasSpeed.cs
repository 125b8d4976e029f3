using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Regen.Core.Diagnostics;

/// <summary>How fast matrix products are here.</summary>
internal static class BlasSpeed
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(0.3);

    /// <returns>fp32 and bf16 on the processor, and on each CUDA device.</returns>
    public static IReadOnlyList<ProductSpeed> Measure(CancellationToken stop)
    {
        var speeds = new List<ProductSpeed>();
        AddDevice(speeds, CPU, "cpu", 1024, stop);
        for (var index = 0; index < (cuda.is_available() ? cuda.device_count() : 0); index++)
        {
            AddDevice(speeds, device(DeviceType.CUDA, index), $"cuda:{index}", 8192, stop);
        }

        return speeds;
    }

    private static void AddDevice(List<ProductSpeed> speeds, Device device, string name, int width, CancellationToken stop)
    {
        speeds.Add(new ProductSpeed(name, "fp32", Best(device, ScalarType.Float32, width, stop)));
        speeds.Add(new ProductSpeed(name, "bf16", Best(device, ScalarType.BFloat16, width, stop)));
    }

    // The best of all products within the budget: what the machine can do, not what else it was doing.
    private static double Best(Device device, ScalarType type, int width, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var a = rand([width, width]).to(device).to(type);
        var b = rand([width, width]).to(device).to(type);
        Seconds(device, a, b);

        var best = double.PositiveInfinity;
        var clock = Stopwatch.StartNew();
        do
        {
            stop.ThrowIfCancellationRequested();
            best = Math.Min(best, Seconds(device, a, b));
        }
        while (clock.Elapsed < Budget);
        return 2.0 * width * width * width / best / 1e9;
    }

    private static double Seconds(Device device, Tensor a, Tensor b)
    {
        var started = Stopwatch.GetTimestamp();
        using var product = a.matmul(b);
        if (device.type == DeviceType.CUDA)
        {
            cuda.synchronize(device);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
