namespace Regen.Core.Runs;

/// <summary>The machine, as far as it decides how long a run takes.</summary>
/// <param name="Processor">The processor's own name.</param>
/// <param name="Cores">Physical cores that this process may use at most.</param>
/// <param name="MemoryBytes">Memory of the machine or of the container around this process.</param>
public sealed record HardwareInfo(string Processor, int Cores, long MemoryBytes)
{
    /// <summary>Asks the operating system.</summary>
    public static HardwareInfo Read() =>
        Parse(File.Exists("/proc/cpuinfo") ? File.ReadAllText("/proc/cpuinfo") : "", Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <returns>"AMD EPYC 9354, 2 cores, 16 GiB"; with an accelerator, its name in front.</returns>
    public string Describe(string? accelerator = null) =>
        $"{(accelerator is null ? "" : accelerator + ", ")}{Processor}, {Cores} {(Cores == 1 ? "core" : "cores")}, {MemoryBytes / (double)(1L << 30):0.#} GiB";

    /// <param name="cpuinfo">Text of /proc/cpuinfo, or empty.</param>
    /// <param name="logical">Logical processors that this process may use.</param>
    internal static HardwareInfo Parse(string cpuinfo, int logical, long memoryBytes)
    {
        var name = Values(cpuinfo, "model name").FirstOrDefault() ?? "unknown processor";
        var physical = Values(cpuinfo, "physical id").Zip(Values(cpuinfo, "core id")).Distinct().Count();
        return new HardwareInfo(name, physical == 0 ? logical : Math.Min(physical, logical), memoryBytes);
    }

    private static IEnumerable<string> Values(string cpuinfo, string key) =>
        cpuinfo.Split('\n')
            .Where(line => line.StartsWith(key, StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal))
            .Select(static line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
}
