using System.CommandLine;

namespace Regen.Cli.Commands;

/// <summary>The options that say where and how to run an experiment, the same for every command that has them.</summary>
internal static class Where
{
    public static Option<string> Data(string description = "Prepared corpus, or folder of raw files") =>
        new("--data") { Description = description, Required = true };

    public static Option<string> Order() => new("--order")
    {
        Description = "Order of equal timestamps: file, asin, shuffled:SEED or sequence:FILE",
        DefaultValueFactory = _ => "file",
    };

    public static Option<string> Device() => new("--device")
    {
        Description = "cpu, cuda or cuda:N",
        DefaultValueFactory = _ => "cpu",
    };

    public static Option<string> Out(string fallback, string description) => new("--out")
    {
        Description = description,
        DefaultValueFactory = _ => fallback,
    };

    public static Option<string> Cache() => new("--cache")
    {
        Description = "Folder of prepared corpora and text vectors (default: REGEN_CACHE, else artifacts/cache)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("REGEN_CACHE") ?? Path.Combine("artifacts", "cache"),
    };

    public static Option<string?> Models() => new("--models")
    {
        Description = "Folder of encoder weights (default: REGEN_MODELS)",
    };

    public static Option<int?> Threads() => new("--threads")
    {
        Description = "Threads of one operator (default: the physical cores)",
    };
}
