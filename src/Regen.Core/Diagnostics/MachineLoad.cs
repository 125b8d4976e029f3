using System.Globalization;

namespace Regen.Core.Diagnostics;

/// <summary>What the machine has left at this moment.</summary>
internal static class MachineLoad
{
    /// <returns>Bytes that programs may still take; what .NET believes where Linux does not say.</returns>
    public static long FreeMemoryBytes()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return File.Exists("/proc/meminfo") && ParseAvailable(File.ReadAllText("/proc/meminfo")) is { } free ? Math.Min(free, available) : available;
    }

    /// <returns>Processes that ran or wanted to, mean of the last minute; 0 where Linux does not say.</returns>
    public static double OneMinute() =>
        File.Exists("/proc/loadavg")
        && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load)
            ? load
            : 0;

    /// <param name="meminfo">Text in the form of /proc/meminfo.</param>
    internal static long? ParseAvailable(string meminfo)
    {
        var fields = meminfo.Split('\n').FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal))?
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [_, var kibibytes, ..] && long.TryParse(kibibytes, CultureInfo.InvariantCulture, out var size) ? size * 1024 : null;
    }
}
