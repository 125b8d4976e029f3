using System.Diagnostics;
using Regen.Tests;

namespace Regen.EndToEnd.Tests;

/// <summary>What a finished command said.</summary>
/// <param name="ExitCode">0, 2 for the user's mistakes, 1 for ours; above 128 when it was killed.</param>
internal sealed record Finished(int ExitCode, string Output, string Errors);

/// <summary>The command line as a process of its own, which tests may kill.</summary>
internal static class Shell
{
    private static readonly string Program = Repository.Path("artifacts/bin/Regen.Cli/release/regen.dll");

    /// <summary>Runs <c>regen</c> to its end, or kills it after a while.</summary>
    /// <param name="killAfter">Null to wait for the end.</param>
    public static async Task<Finished> Regen(TimeSpan? killAfter, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Program, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Repository.Root,
            },
        };
        process.StartInfo.Environment["OMP_NUM_THREADS"] = "1";
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var end = process.WaitForExitAsync();
        if (killAfter is { } patience && await Task.WhenAny(end, Task.Delay(patience)) != end)
        {
            process.Kill(entireProcessTree: true); // SIGKILL: nothing gets to clean up
        }

        await end;
        return new Finished(process.ExitCode, await output, await errors);
    }

    public static Task<Finished> Regen(params string[] arguments) => Regen(null, arguments);
}
