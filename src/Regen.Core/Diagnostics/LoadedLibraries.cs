namespace Regen.Core.Diagnostics;

/// <summary>The native libraries that this process has mapped.</summary>
public static class LoadedLibraries
{
    private static readonly string[] BlasNames = ["libopenblas", "libmkl", "libblis", "libatlas", "libcublas", "libblas", "libarmpl"];

    public static IReadOnlyList<string> Read() =>
        File.Exists("/proc/self/maps") ? Parse(File.ReadAllText("/proc/self/maps")) : [];

    /// <param name="maps">Text in the form of /proc/self/maps.</param>
    /// <returns>Paths of shared libraries, each once.</returns>
    public static IReadOnlyList<string> Parse(string maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        return [.. maps.Split('\n')
            .Select(line => line.IndexOf('/', StringComparison.Ordinal) is > 0 and var start ? line[start..].Trim() : "")
            .Where(path => Path.GetFileName(path).Contains(".so", StringComparison.Ordinal))
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }

    /// <returns>The path of the first library whose file name starts so, or null.</returns>
    public static string? Find(IReadOnlyList<string> libraries, string name) =>
        libraries.FirstOrDefault(path => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal));

    /// <returns>The library that matrix products come from, best guess first by name, or null where none is mapped.</returns>
    public static string? FindBlas(IReadOnlyList<string> libraries) =>
        BlasNames.Select(name => Find(libraries, name)).FirstOrDefault(path => path is not null);

    /// <summary>Whether it is the reference implementation: correct, and about fifty times slower than OpenBLAS.</summary>
    public static bool IsReferenceBlas(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetFileName(path).StartsWith("libblas", StringComparison.Ordinal)
            && !path.Contains("openblas", StringComparison.Ordinal)
            && !path.Contains("atlas", StringComparison.Ordinal);
    }
}
