using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>How many threads one operator uses: by default the physical cores that this process may run on.</summary>
/// <remarks>Uses TorchSharp's own names only, so that it also compiles against that package.</remarks>
public static class Threads
{
    private const string Variable = "OMP_NUM_THREADS";

    /// <summary>OMP_NUM_THREADS where that is a number, else the physical cores within the process's allowance.</summary>
    public static int Default =>
        int.TryParse(Environment.GetEnvironmentVariable(Variable), out var wanted) && wanted > 0
            ? wanted
            : Math.Max(1, Math.Min(PhysicalCores, Environment.ProcessorCount));

    /// <summary>Cores of this machine, hyper-threads not counted.</summary>
    public static int PhysicalCores { get; } = CountCores();

    /// <summary>Sets the threads of this process; null is the default.</summary>
    public static void Use(int? count = null) => set_num_threads(count ?? Default);

    private static int CountCores()
    {
        const string folder = "/sys/devices/system/cpu";
        try
        {
            var cores = Directory.EnumerateDirectories(folder, "cpu*")
                .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
                .Where(File.Exists)
                .Select(file => File.ReadAllText(file).Trim())
                .Distinct(StringComparer.Ordinal)
                .Count();
            return cores > 0 ? cores : Environment.ProcessorCount;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }
}
