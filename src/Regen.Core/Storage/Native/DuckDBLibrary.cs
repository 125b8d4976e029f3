using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Regen.Core.Domain;

namespace Regen.Core.Storage.Native;

/// <summary>Finds libduckdb: the path in LIBDUCKDB, then beside this assembly, then in the node_modules folders above it.</summary>
internal static partial class DuckDBLibrary
{
    public const string Name = "duckdb";

    private const string FileName = "libduckdb.so";
    private const string Package = "node_modules/@duckdb/node-bindings-linux-x64";

    private static readonly Lazy<nint> Handle = new(Load);

    // A resolver must stand before the first call of any caller, whichever type it touches first.
#pragma warning disable CA2255 // The attribute is meant for exactly this: one native library of one assembly.
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(DuckDBLibrary).Assembly, Resolve);
#pragma warning restore CA2255

    /// <summary>The file that is or would be loaded; null where there is none.</summary>
    public static string? Find() => Candidates().FirstOrDefault(File.Exists);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name == Name ? Handle.Value : 0;

    private static nint Load()
    {
        var candidates = Candidates().ToArray();
        var path = candidates.FirstOrDefault(File.Exists) ?? throw new RegenException(
            $"{FileName}, the engine behind every data file, was not found",
            "looked for " + string.Join(", ", candidates),
            "run './regen setup', or set LIBDUCKDB to the file or its folder");
        KeepFreedMemory();
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception problem) when (problem is DllNotFoundException or BadImageFormatException)
        {
            throw new RegenException(
                $"{FileName} cannot be loaded: {problem.Message}", path, "run './regen setup', or set LIBDUCKDB to a build for this machine", problem);
        }
    }

    // The engine has its allocator (jemalloc) give memory back to the system after a second, and takes it again, page by page, for the next
    // row group: a sixth of the time of writing a large file. This is the allocator's own default, ten seconds. What the user set stays.
    private static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnvironment("DUCKDB_JE_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:10000", overwrite: 0);
        }
    }

    // .NET's own way changes a copy that the library does not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("LIBDUCKDB") is { Length: > 0 } given)
        {
            yield return Directory.Exists(given) ? Path.Combine(given, FileName) : given;
            yield break;
        }

        var location = typeof(DuckDBLibrary).Assembly.Location;
        var home = location.Length > 0 ? Path.GetDirectoryName(location)! : AppContext.BaseDirectory;
        yield return Path.Combine(home, FileName);
        for (var folder = new DirectoryInfo(home); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, Package, FileName);
        }
    }
}
