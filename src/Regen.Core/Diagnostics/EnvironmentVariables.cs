using System.Collections;
using Regen.Core.Runs;

namespace Regen.Core.Diagnostics;

/// <summary>The environment variables in force that change what Regen finds or how fast it is; never a secret's value.</summary>
internal static class EnvironmentVariables
{
    private static readonly string[] Others =
    [
        "CI", "LIBTORCH", "LIBDUCKDB", "TorchBackend", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
        "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "LD_PRELOAD", "DOTNET_ROOT",
    ];

    private static readonly string[] Secrets = ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL"];

    public static IEnumerable<DoctorLine> Describe(IDictionary environment) =>
        from DictionaryEntry entry in environment
        let name = (string)entry.Key
        let value = entry.Value as string ?? ""
        where value.Length > 0 && (name.StartsWith("REGEN_", StringComparison.Ordinal) || Others.Contains(name))
        orderby name
        select new DoctorLine("variables", name, IsSecret(name) ? "set (not shown)" : value, Advice(name, value));

    private static bool IsSecret(string name) =>
        Secrets.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string? Advice(string name, string value) => name switch
    {
        "REGEN_DATA" or "REGEN_MODELS" or "REGEN_GOLDEN" when !Directory.Exists(value) => "there is no such folder: correct the variable or unset it",
        "LIBTORCH" when !Directory.Exists(value) => "there is no such folder: name the one that holds include/ and lib/",
        "LIBDUCKDB" when !Directory.Exists(value) && !File.Exists(value) => "there is no such file or folder: name libduckdb.so",
        "OMP_NUM_THREADS" when int.TryParse(value, out var threads) && threads < HardwareInfo.Read().Cores =>
            $"fewer threads than the {HardwareInfo.Read().Cores} physical cores: unset it unless other work shares this machine",
        _ => null,
    };
}
