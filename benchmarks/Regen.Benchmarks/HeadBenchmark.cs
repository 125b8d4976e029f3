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
        using (var gradient = zeros_like(table))
        {
            table.grad = gradient; // what every way needs is there before the peak is taken
        }

        var before = Memory.Reset();
        for (var i = 0; i < steps; i++)
        {
            table.grad = null;
            hidden.grad = null;
            var clock = Clock.Now();
            using var inner = NewDisposeScope();
            var loss = Fused.LinearCrossEntropy(hidden, table, null, targets, compute: Mixed.Parse(precision));
            loss.backward();
            var peak = (Memory.Peak() - before) / 1e6;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"step {i} loss {loss.item<float>():F6} {clock.Read()} peak_mb {peak:F0} flop {6.0 * rows * items * Width:E3}"));
        }
    }

    private static Tensor Wave(int count, double pace) =>
        arange(0L, (long)count * Width, ScalarType.Float64).mul(pace).sin().mul(0.1).to(ScalarType.Float32).view(count, Width).detach();
}
