using System.Globalization;

namespace Regen.Benchmarks;

/// <summary>The resident memory of this process as Linux counts it, with a high-water mark that can be set back.</summary>
internal static class Memory
{
    /// <summary>Sets the high-water mark back to what is resident now.</summary>
    /// <returns>That, in bytes.</returns>
    public static long Reset()
    {
        GC.Collect();
        TorchSharp.Regen.TorchMemory.ReleaseIdle(); // what setting up left behind is nobody's
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Of("VmRSS:");
    }

    /// <returns>The most that was resident since then, in bytes.</returns>
    public static long Peak() => Of("VmHWM:");

    private static long Of(string line) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(text => text.StartsWith(line, StringComparison.Ordinal))[line.Length..].Replace("kB", "", StringComparison.Ordinal),
        NumberStyles.Integer,
        CultureInfo.InvariantCulture);
}
