using System.Diagnostics;
using System.Globalization;
using Regen.Core.LanguageModels;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.LanguageModels;

/// <summary>A process that asks and stores is killed at random instants; what is left goes on to the same answers.</summary>
public sealed class KillTests
{
    private const string Variable = "REGEN_TEST_KILLED_STORE";
    private const int Count = 3000;

    [Fact]
    public async Task Three_kills_lose_no_answer_that_was_committed_and_the_end_is_the_same()
    {
        using var folder = new TempFolder();
        var random = new Random(5);
        long before = 0;
        for (var kill = 0; kill < 3; kill++)
        {
            using var child = Start(folder.Path);
            await WaitForWork(folder.Path, child);
            await Task.Delay(random.Next(50, 400), TestContext.Current.CancellationToken);
            child.Kill();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            using var store = DuckDBAnswerStore.Open(folder.Path);
            Assert.True(store.CountAnswers() >= before);
            before = store.CountAnswers();
        }

        using var last = DuckDBAnswerStore.Open(folder.Path);
        using var client = new FunctionClient(static (user, _) => "to " + user);
        using var interviewer = new DirectInterviewer(Talk.Scripted, last, client, Talk.Fast);
        var outcomes = await interviewer.All(Talk.Questions(Count), TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, Count).Select(static number => $"to q{number}"), outcomes.Select(Talk.Text));
        Assert.Equal((Count, before), (last.CountAnswers(), interviewer.Summary.Found));
        Assert.Equal(Count - before, client.Calls);
        Assert.Equal(Count + last.Totals.Lost, last.Totals.Attempts);
        Assert.InRange(last.Totals.Lost, 0, 3 * 200); // Concurrency 4, and what is reserved ahead of it.
    }

    [Fact]
    public async Task The_child_asks_until_it_is_killed()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(folder is null, "runs as a child of the test above");
        using var store = DuckDBAnswerStore.Open(folder);
        using var client = new FunctionClient(static (user, _) => "to " + user) { Delay = TimeSpan.FromMilliseconds(3) };
        using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast);
        await foreach (var _ in interviewer.Ask(Talk.Questions(Count)))
        {
            await File.WriteAllTextAsync(Path.Combine(folder!, "working"), "", TestContext.Current.CancellationToken);
        }
    }

    private static Process Start(string folder)
    {
        File.Delete(Path.Combine(folder, "working"));
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"{typeof(KillTests).FullName}.{nameof(The_child_asks_until_it_is_killed)}"]) { RedirectStandardOutput = true };
        start.Environment[Variable] = folder;
        return Process.Start(start)!;
    }

    private static async Task WaitForWork(string folder, Process child)
    {
        for (var time = 0; !File.Exists(Path.Combine(folder, "working")); time++)
        {
            Assert.False(child.HasExited, time.ToString(CultureInfo.InvariantCulture));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
