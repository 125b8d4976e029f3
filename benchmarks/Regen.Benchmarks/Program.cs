// The cost of one operator: a 1x1 add, as seen from C#. Prints nanoseconds per call, the least of several rounds.
using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

const int rounds = 1_000;
const int calls = 2_000;

set_num_threads(1);
using var guard = no_grad();
using var one = ones([1, 1]);
using var other = ones([1, 1]);

Report("csharp.add.dispose", () =>
{
    for (var i = 0; i < calls; i++)
    {
        one.add(other).Dispose();
    }
});
Report("csharp.add.scope", () =>
{
    const int perScope = 100;
    for (var i = 0; i < calls / perScope; i++)
    {
        using var scope = NewDisposeScope();
        for (var j = 0; j < perScope; j++)
        {
            _ = one + other;
        }
    }
});

static void Report(string name, Action run)
{
    var least = double.MaxValue;
    for (var round = 0; round < rounds; round++)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls);
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {least:F1}"));
}
