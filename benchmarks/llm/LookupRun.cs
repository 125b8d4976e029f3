using System.Diagnostics;
using Regen.Core.Configuration;
using Regen.Core.LanguageModels;

namespace Regen.Benchmarks.LanguageModels;

/// <summary>Fills a store, then measures windows of 512 keys: all absent, all there and neighbours, all there and scattered.</summary>
internal static class LookupRun
{
    private const int Window = 512;

    public static async Task<int> Run(Options options)
    {
        var count = options.Number("count", 1_000_000);
        var model = EchoRun.Model("http://127.0.0.1/", options);
        using var store = DuckDBAnswerStore.Open(options.Text("store"));
        var clock = Stopwatch.StartNew();
        for (var start = 0; start < count; start += Window)
        {
            var last = Task.CompletedTask;
            for (var number = start; number < start + Window; number++)
            {
                last = store.Add(Key(model, number), EchoRun.Request(number), new ModelAnswer { Text = $"I'd prefer a black one, like number {number}.", ReportedModel = "local" });
            }

            if (start % (Window * 16) == 0)
            {
                await last.ConfigureAwait(false);
            }
        }

        Console.WriteLine($"filled in {clock.Elapsed.TotalSeconds:N1} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
        var random = new Random(1);
        Measure(store, "absent", _ => Key(model, random.Next(count + Window, int.MaxValue)));
        Measure(store, "neighbours", number => Key(model, (count / 2) + number));
        Measure(store, "scattered", _ => Key(model, random.Next(count)));
        return 0;
    }

    private static AnswerKey Key(LanguageModelConfig model, int number) => AnswerKey.Of(model, "", EchoRun.Request(number));

    private static void Measure(DuckDBAnswerStore store, string name, Func<int, AnswerKey> key)
    {
        const int times = 10;
        AnswerKey[][] windows = [.. Enumerable.Range(0, times + 1).Select(_ => Enumerable.Range(0, Window).Select(key).ToArray())];
        var found = store.Find(windows[times]).Count;
        var clock = Stopwatch.StartNew();
        foreach (var window in windows[..times])
        {
            found += store.Find(window).Count;
        }

        Console.WriteLine($"{name}: {clock.Elapsed.TotalMilliseconds / times:N1} ms a window of {Window}, found {found} of {(times + 1) * Window}");
    }
}
