namespace Regen.Core.Diagnostics;

/// <summary>The instruction sets that decide how fast fp32 and bf16 products are.</summary>
internal static class ProcessorFeatures
{
    private static readonly string[] Telling = ["avx2", "avx512f", "avx512_bf16", "amx_bf16"];

    public static IReadOnlyList<string> Read() => File.Exists("/proc/cpuinfo") ? Parse(File.ReadAllText("/proc/cpuinfo")) : [];

    /// <param name="cpuinfo">Text in the form of /proc/cpuinfo.</param>
    public static IReadOnlyList<string> Parse(string cpuinfo)
    {
        var flags = cpuinfo.Split('\n').FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) ?? "";
        return [.. Telling.Intersect(flags.Split([' ', '\t', ':']))];
    }
}
