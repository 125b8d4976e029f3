using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Storage;
using TorchSharp;

namespace Regen.Core.Diagnostics;

/// <summary>Looks at the machine, the libraries and their speed, and says what to do where one of them is poor.</summary>
public static class Doctor
{
    private const double PoorGigaflops = 50;
    private const double PoorGigabytes = 5;
    private const double Gigabyte = 1e9;
    private const string InstallBlas = "install libopenblas0-openmp (./regen setup does)";

    /// <summary>Never fails for what it finds: a missing library is a line with advice.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public static DoctorReport Run(DoctorRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var lines = new List<DoctorLine>();
        lines.AddRange(Versions());
        lines.AddRange(Machine());
        progress?.Report(new WorkProgress("matrix products", 0, 1, "measurements"));
        var speeds = Speeds(request, lines, stop);
        lines.AddRange(Libraries());
        lines.AddRange(TextEncoders.Describe(request.Models ?? Environment.GetEnvironmentVariable("REGEN_MODELS")));
        lines.AddRange(EnvironmentVariables.Describe(Environment.GetEnvironmentVariables()));
        return new DoctorReport { Lines = lines, Speeds = speeds };
    }

    private static IEnumerable<DoctorLine> Versions()
    {
        yield return new DoctorLine("versions", "regen", CodeVersion.Regen);
        yield return new DoctorLine("versions", "commit", CodeVersion.ReadCommit());
        yield return new DoctorLine("versions", "dotnet", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}");
        yield return Native("versions", "libtorch", () => torch.__version__);
        yield return Native("versions", "duckdb", () => DuckDBConnection.EngineVersion);
        yield return Node();
    }

    private static IEnumerable<DoctorLine> Machine()
    {
        var hardware = HardwareInfo.Read();
        yield return new DoctorLine("machine", "processor", $"{hardware.Processor} ({string.Join(", ", ProcessorFeatures.Read())})");
        yield return new DoctorLine("machine", "cores", $"{hardware.Cores} physical, {Environment.ProcessorCount} logical that this process may use");
        yield return Native("machine", "threads", () => $"{torch.get_num_threads()} in libtorch");
        yield return Native("machine", "cuda", () => torch.cuda.is_available() ? $"{torch.cuda.device_count()} device(s)" : "none; everything runs on the processor");

        var free = MachineLoad.FreeMemoryBytes() / Gigabyte;
        yield return new DoctorLine("machine", "memory", $"{hardware.MemoryBytes / Gigabyte:F1} GB, {free:F1} GB free",
            free < PoorGigabytes ? "close other programs; large corpora and text caches want several GB" : null);
        yield return new DoctorLine("machine", "load", $"{MachineLoad.OneMinute():F1} running processes, mean of the last minute",
            MachineLoad.OneMinute() > 2.0 * hardware.Cores ? "other work shares this machine: speeds measured now are too low" : null);

        var disk = new DriveInfo(Directory.GetCurrentDirectory());
        yield return new DoctorLine("machine", "disk", $"{disk.AvailableFreeSpace / Gigabyte:F1} GB free in the current folder",
            disk.AvailableFreeSpace / Gigabyte < PoorGigabytes ? "make room, or work in another folder" : null);
    }

    private static IReadOnlyList<ProductSpeed> Speeds(DoctorRequest request, List<DoctorLine> lines, CancellationToken stop)
    {
        IReadOnlyList<ProductSpeed> speeds = [];
        if (!request.MeasureSpeed)
        {
            return speeds;
        }

        var failure = Native("speed", "products", () =>
        {
            speeds = BlasSpeed.Measure(stop);
            return "";
        });
        if (failure.Advice is not null)
        {
            lines.Add(failure);
        }

        var blas = LoadedLibraries.FindBlas(LoadedLibraries.Read());
        lines.AddRange(speeds.Select(speed => new DoctorLine(
            "speed", $"{speed.Device} {speed.Precision}", $"{speed.GigaflopsPerSecond:N0} GFLOP/s", Advice(speed, speeds, blas))));
        return speeds;
    }

    internal static string? Advice(ProductSpeed speed, IReadOnlyList<ProductSpeed> all, string? blas)
    {
        if (speed is { Device: "cpu", Precision: "fp32", GigaflopsPerSecond: < PoorGigaflops })
        {
            return blas is null || LoadedLibraries.IsReferenceBlas(blas)
                ? $"a good BLAS reaches several times that: {InstallBlas}"
                : "the BLAS below is a good one: see that OMP_NUM_THREADS is unset and that no other work shares the cores";
        }

        var plain = all.First(other => other.Device == speed.Device && other.Precision == "fp32");
        return speed.Precision == "bf16" && speed.GigaflopsPerSecond < plain.GigaflopsPerSecond
            ? "slower than fp32 here: train with 'precision: fp32' on this machine"
            : null;
    }

    private static IEnumerable<DoctorLine> Libraries()
    {
        var loaded = LoadedLibraries.Read();
        yield return Library("shim", LoadedLibraries.Find(loaded, "libregen_torch") ?? LoadedLibraries.Find(loaded, "libLibTorchSharp"));
        yield return Library("libtorch", LoadedLibraries.Find(loaded, "libtorch_cpu"));
        yield return Library("duckdb", LoadedLibraries.Find(loaded, "libduckdb"));
        var blas = LoadedLibraries.FindBlas(loaded);
        yield return blas is null
            ? new DoctorLine("libraries", "blas", "inside libtorch")
            : new DoctorLine("libraries", "blas", blas, LoadedLibraries.IsReferenceBlas(blas)
                ? $"this is the reference implementation: {InstallBlas}"
                : null);
    }

    private static DoctorLine Library(string name, string? path) =>
        new("libraries", name, path ?? "not loaded", path is null ? "./regen setup brings it" : null);

    // A doctor reports what is missing instead of failing at it.
    private static DoctorLine Native(string group, string name, Func<string> read)
    {
        try
        {
            return new DoctorLine(group, name, read());
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
            or TypeInitializationException or RegenException)
        {
            var cause = problem is TypeInitializationException { InnerException: { } inner } ? inner : problem;
            return new DoctorLine(group, name, $"missing: {cause.Message.Split('\n')[0]}", "run ./regen setup, or name the library by LIBTORCH or LIBDUCKDB");
        }
    }

    private static DoctorLine Node()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var version = node.StandardOutput.ReadToEnd().Trim();
            node.WaitForExit();
            return new DoctorLine("versions", "node", version);
        }
        catch (Win32Exception)
        {
            return new DoctorLine("versions", "node", "not found", "only 'npm ci' needs it; LIBDUCKDB does without");
        }
    }
}
