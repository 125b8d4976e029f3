using System.Globalization;
using Regen.Core.Models.Common;
using TorchSharp.Regen;
using static TorchSharp.torch;

namespace Regen.Benchmarks;

/// <summary>The item head alone: loss and gradients of some rows against a large catalogue, with the memory that it took.</summary>
internal static class HeadBenchmark
{
    private const int Width = 256;

    public static void Run(string precision, int threads, int steps, int items, int rows)
    {
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        // The same numbers on both sides: a cheap formula instead of a generator.
        var hidden = Wave(rows, 0.37).requires_grad_();
        var table = Wave(items, 0.11).requires_grad_();
        var targets = arange(rows).mul(7919).remainder(items);
        GiveGradient(table); // what every way needs is there before the peak is taken
        var memory = ResidentPeak.Start();
        for (var i = 0; i < steps; i++)
        {
            table.grad = null;
            hidden.grad = null;
            var clock = Clock.Now();
            using var inner = NewDisposeScope();
            var loss = Fused.LinearCrossEntropy(hidden, table, null, targets, compute: Mixed.Parse(precision));
            loss.backward();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"step {i} loss {loss.item<float>():F6} {clock.Read()} peak_mb {memory.Megabytes():F0} flop {6.0 * rows * items * Width:E3}"));
        }
    }

    // In a scope of its own: held by the one outside, it would stay beside every gradient after it.
    private static void GiveGradient(Tensor table)
    {
        using var scope = NewDisposeScope();
        table.grad = zeros_like(table);
    }

    // Some rows at a time: made whole, the float64 on the way would be four tables large.
    private static Tensor Wave(int count, double pace)
    {
        const int together = 8192;
        using var scope = NewDisposeScope();
        var all = zeros([count, Width]);
        for (var from = 0; from < count; from += together)
        {
            using var inner = NewDisposeScope();
            var rows = Math.Min(together, count - from);
            var numbers = arange((long)from * Width, (from + (long)rows) * Width, ScalarType.Float64);
            all.narrow(0, from, rows).copy_(numbers.mul(pace).sin().mul(0.1).view(rows, Width));
        }

        return all.MoveToOuterDisposeScope();
    }
}
