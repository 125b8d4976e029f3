using Regen.Core.Configuration;
using Regen.Core.LanguageModels;
using Regen.Core.LanguageModels.Batches;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.LanguageModels.Batches;

/// <summary>Against a server that somebody has started and named (REGEN_BATCH_SERVER, its base address).</summary>
public sealed class LentBatchServerTests(ITestOutputHelper output)
{
    private const int Questions = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task A_messy_server_s_answers_are_completed_round_by_round()
    {
        var address = Environment.GetEnvironmentVariable("REGEN_BATCH_SERVER");
        Assert.SkipWhen(string.IsNullOrEmpty(address), "REGEN_BATCH_SERVER is not set (base address of a server with files and batches routes)");
        var model = Asking.Model with { Endpoint = address };
        using var temp = new TempFolder();
        using var folder = BatchFolder.Open(temp.File("batch"));
        using var store = new MemoryStore();
        for (var number = 1; number <= 12; number++)
        {
            var (outcomes, round) = await Asking.Ask(folder, store, Enumerable.Range(0, Questions).Select(Asking.Question), new BatchOptions { MaxLines = 400 }, model);
            if (round is null)
            {
                Assert.All(outcomes, outcome => Assert.IsType<Outcome<string>.Answered>(outcome));
                break;
            }

            var summary = await Complete(folder, model, store);
            output.WriteLine($"round {number}: {round.Manifest.Requests} requests in {round.Manifest.Files.Count} files; {Describe(summary)}");
        }

        Assert.Equal(Questions, store.Kept.Count);
    }

    private static async Task<IngestSummary> Complete(BatchFolder folder, LanguageModelConfig model, MemoryStore store)
    {
        using var submission = new BatchSubmission(folder, model);
        await submission.Submit();
        while (!(await submission.Poll()).All(status => status.IsFetched))
        {
            await Task.Delay(Pause);
        }

        return await BatchIngest.Run(folder, [], store);
    }

    private static string Describe(IngestSummary summary) =>
        $"answered {summary.Answered} (new {summary.Stored}), failed {summary.Failed} [{string.Join(' ', summary.FailedByCode.Select(code => $"{code.Key}:{code.Value}"))}], "
        + $"torn {summary.Torn}, missing {summary.Missing}, foreign {summary.Foreign}, doubled {summary.Doubled}, conflicting {summary.Conflicting}, unattributed {summary.Unattributed}";
}
