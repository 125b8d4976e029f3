using System.Globalization;

namespace Regen.Benchmarks;

/// <summary>The most memory that a process held since a moment, beyond what it held then; as the kernel counts it (VmHWM, VmRSS).</summary>
internal readonly record struct ResidentPeak(long Before)
{
    /// <summary>Forgets the peak so far: what was made and freed on the way here hides nothing of what follows.</summary>
    public static ResidentPeak Start()
    {
        File.WriteAllText("/proc/self/clear_refs", "5");
        return new ResidentPeak(Kilobytes("VmRSS:"));
    }

    /// <returns>Megabytes (10^6 bytes).</returns>
    public double Megabytes() => (Kilobytes("VmHWM:") - Before) * 1024 / 1e6;

    private static long Kilobytes(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
