using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds libregen_torch.so wherever this assembly was loaded from, and sets the number of threads once.</summary>
internal static class NativeLoader
{
    private const string FileName = "libregen_torch.so";
    private const string Variable = "REGEN_TORCH_NATIVE";

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "A library loaded by path into a script has no other start.")]
    internal static void Install() => NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);

    /// <summary>Every file that will be tried, best first.</summary>
    internal static IEnumerable<string> Candidates(string? named, string folder)
    {
        if (!string.IsNullOrEmpty(named))
        {
            yield return Directory.Exists(named) ? Path.Combine(named, FileName) : named;
        }

        yield return Path.Combine(folder, FileName);
        for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
        {
            yield return Path.Combine(above.FullName, "artifacts", "native", FileName);
        }
    }

    private static readonly Lazy<nint> Loaded = new(() => WithThreads(Load(typeof(NativeLoader).Assembly)));

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? search) =>
        library == NativeMethods.Library ? Loaded.Value : 0;

    /// <summary>libtorch starts with one thread on some builds; the default here is the physical cores.</summary>
    private static unsafe nint WithThreads(nint library)
    {
        var setThreads = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, nameof(NativeMethods.rt_set_threads));
        _ = setThreads(Regen.Threads.Default);
        return library;
    }

    private static nint Load(Assembly assembly)
    {
        var folder = string.IsNullOrEmpty(assembly.Location) ? AppContext.BaseDirectory : Path.GetDirectoryName(assembly.Location)!;
        var problems = new List<string>();
        foreach (var file in Candidates(Environment.GetEnvironmentVariable(Variable), folder).Where(File.Exists))
        {
            try
            {
                return NativeLibrary.Load(file);
            }
            catch (Exception problem) when (problem is DllNotFoundException or BadImageFormatException)
            {
                problems.Add(problem.Message.ReplaceLineEndings(" "));
            }
        }

        return NativeLibrary.TryLoad(NativeMethods.Library, assembly, null, out var found)
            ? found
            : throw new DllNotFoundException(Explain(folder, problems));
    }

    private static string Explain(string folder, List<string> problems)
    {
        var seen = problems.Count == 0 ? $"{FileName} is neither in {folder} nor in an artifacts/native folder above it" : string.Join("; ", problems);
        return $"The native half of Regen.Torch did not load: {seen}.\n"
            + $"  fix:   run ./regen setup (it builds src/Regen.Torch/native against libtorch), or set {Variable} to the file.";
    }
}
