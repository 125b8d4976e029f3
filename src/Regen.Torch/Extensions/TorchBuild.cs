using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>Which libtorch this process uses and how it was built.</summary>
/// <param name="Version">Of libtorch, for example 1.13.0.</param>
/// <param name="Backend">"Regen.Torch", or "TorchSharp" where the package of that name does the work.</param>
/// <param name="CpuCapability">The widest instructions that libtorch's own kernels use, or "unknown".</param>
/// <param name="Details">libtorch's own description; empty where it cannot be asked.</param>
public sealed record TorchBuild(string Version, string Backend, string CpuCapability, string Details)
{
    private const string CapabilityLine = "CPU capability usage:";

    /// <summary>Asks libtorch; on TorchSharp's package only the version is known.</summary>
    public static TorchBuild Describe()
    {
#if REGEN_TORCH
        var details = ReadDetails();
        return new TorchBuild(__version__, "Regen.Torch", Capability(details), details);
#else
        return new TorchBuild(__version__, "TorchSharp", "unknown", string.Empty);
#endif
    }

    /// <summary>The BLAS library that this process has loaded, by its file name, or "unknown"; meaningful after a product.</summary>
    public static string LoadedBlas()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return "unknown";
        }

        string[] known = ["libopenblas", "libmkl", "libblis", "libblas", "libcublas"];
        var names = File.ReadLines("/proc/self/maps").Select(line => Path.GetFileName(line)).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);
        var found = known.SelectMany(prefix => names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))).Distinct(StringComparer.Ordinal);
        return found.FirstOrDefault() ?? "unknown";
    }

#if REGEN_TORCH
    private static unsafe string ReadDetails()
    {
        Native.Failures.OrThrow(Native.NativeMethods.rt_build_info(out var text), "describe libtorch");
        return Native.Marshalling.Text(text);
    }

    private static string Capability(string details)
    {
        var at = details.IndexOf(CapabilityLine, StringComparison.Ordinal);
        return at < 0 ? "unknown" : details[(at + CapabilityLine.Length)..].Split('\n')[0].Trim();
    }
#endif
}
