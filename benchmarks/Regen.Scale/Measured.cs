using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Regen.Scale;

/// <summary>What one process took for one piece of work.</summary>
/// <param name="Seconds">Wall clock of the work, the start of the process not counted.</param>
/// <param name="ProcessorSeconds">Of all threads, user and system, the preparation of the work counted.</param>
/// <param name="PeakMiB">Peak resident memory of the whole process (VmHWM).</param>
/// <param name="Count">Interactions, texts, steps or users that were done.</param>
internal sealed record Measured(double Seconds, double ProcessorSeconds, double PeakMiB, long Count)
{
    /// <summary>Runs work that times itself and prints what it took as one line of JSON, for <see cref="InChild(string[])"/>.</summary>
    /// <param name="work">Returns its seconds and how much it did.</param>
    public static int Print(Func<(double Seconds, long Count)> work)
    {
        var (seconds, count) = work();
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Measured(seconds, process.TotalProcessorTime.TotalSeconds, PeakResident(), count)));
        return 0;
    }

    /// <summary>Times all of the work.</summary>
    /// <param name="work">Returns how much it did.</param>
    public static int Print(Func<long> work) => Print(() =>
    {
        var clock = Stopwatch.StartNew();
        var count = work();
        return (clock.Elapsed.TotalSeconds, count);
    });

    /// <summary>Runs this program again with the arguments, and reads what it printed last.</summary>
    public static Measured InChild(params string[] arguments) => InChild([], arguments);

    /// <inheritdoc cref="InChild(string[])"/>
    /// <param name="environment">Variables that the child gets beside those of this process.</param>
    public static Measured InChild(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var child = Process.Start(start)!;
        var lines = child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        child.WaitForExit();
        return child.ExitCode == 0
            ? JsonSerializer.Deserialize<Measured>(lines[^1])!
            : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {child.ExitCode}");
    }

    private static double PeakResident()
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024.0;
    }
}
