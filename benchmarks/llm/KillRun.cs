using System.Diagnostics;
using System.Globalization;

namespace Regen.Benchmarks.LanguageModels;

/// <summary>Runs the same questions again and again in a process that is killed at a random instant, then once to the end.</summary>
internal static class KillRun
{
    public static async Task<int> Run(Options options)
    {
        var random = new Random(options.Number("seed", 1));
        var (kills, count) = (options.Number("kills", 20), options.Number("count", 20_000).ToString(CultureInfo.InvariantCulture));
        string[] arguments = ["run", "--endpoint", options.Text("endpoint"), "--store", options.Text("store"), "--count", count];
        for (var kill = 1; kill <= kills; kill++)
        {
            using var process = Start(arguments);
            var instant = random.Next(200, options.Number("latest", 3000));
            await Task.Delay(instant).ConfigureAwait(false);
            var isEarlier = process.HasExited;
            process.Kill();
            await process.WaitForExitAsync().ConfigureAwait(false);
            Console.WriteLine($"kill {kill} after {instant} ms{(isEarlier ? ": it had ended already" : "")}");
        }

        using var whole = Start(arguments);
        await whole.WaitForExitAsync().ConfigureAwait(false);
        return whole.ExitCode;
    }

    private static Process Start(string[] arguments) => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments))!;
}
