using System.Globalization;
using Regen.Core.Domain;
using TorchSharp.Regen;
using static TorchSharp.torch;

namespace Regen.Benchmarks;

/// <summary>Exact ranks and the best 20 of users against a catalogue, beside the plain product of the same shape.</summary>
internal static class RankingBenchmark
{
    private const int Width = 256;
    private const int Together = 1024;

    public static void Run(int threads, int rounds, int users, int items)
    {
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (left, right) = (randn([users, Width]), randn([items, Width]));
        var random = SeededRandom.For(1, "ranking");
        int[] targets = [.. Enumerable.Range(0, users).Select(_ => random.Next(items))];
        int[][] seen = [.. targets.Select(_ => Enumerable.Range(0, 8).Select(_ => random.Next(items)).ToArray())];
        for (var round = 0; round < rounds; round++)
        {
            var clock = Clock.Now();
            using var ranking = new FullRanking(right, zeros([items]));
            long sum = 0;
            for (var from = 0; from < users; from += Together)
            {
                using var inner = NewDisposeScope();
                var to = Math.Min(users, from + Together);
                var found = ranking.Rank(left.narrow(0, from, to - from), targets.AsSpan(from..to), seen[from..to], 20);
                sum += found.Ranks.Sum() + found.Items[0];
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"step {round} loss {sum} {clock.Read()} flop {2.0 * users * items * Width:E3}"));
        }

        for (var round = 0; round < rounds; round++)
        {
            var clock = Clock.Now();
            using var frozen = no_grad();
            for (var from = 0; from < users; from += Together)
            {
                using var inner = NewDisposeScope();
                _ = left.narrow(0, from, Math.Min(users, from + Together) - from).matmul(right.t());
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"product {round} {clock.Read()} flop {2.0 * users * items * Width:E3}"));
        }
    }
}
