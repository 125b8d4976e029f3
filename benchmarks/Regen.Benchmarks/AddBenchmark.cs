using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace Regen.Benchmarks;

/// <summary>The cost of one operator: a 1x1 add, as seen from C#. Prints nanoseconds per call, the least of several rounds.</summary>
internal static class AddBenchmark
{
    private const int Rounds = 1_000;
    private const int Calls = 2_000;

    public static void Run()
    {
        set_num_threads(1);
        using var guard = no_grad();
        using var one = ones([1, 1]);
        using var other = ones([1, 1]);

        Report("csharp.add.dispose", () =>
        {
            for (var i = 0; i < Calls; i++)
            {
                one.add(other).Dispose();
            }
        });
        Report("csharp.add.scope", () =>
        {
            const int perScope = 100;
            for (var i = 0; i < Calls / perScope; i++)
            {
                using var scope = NewDisposeScope();
                for (var j = 0; j < perScope; j++)
                {
                    _ = one + other;
                }
            }
        });
    }

    private static void Report(string name, Action run)
    {
        var least = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {least:F1}"));
    }
}
