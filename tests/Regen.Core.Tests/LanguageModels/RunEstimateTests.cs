using Regen.Core.Configuration;
using Regen.Core.LanguageModels;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.LanguageModels;

public sealed class RunEstimateTests
{
    [Fact]
    public async Task A_dry_run_counts_distinct_requests_tokens_cost_and_time()
    {
        using var folder = new TempFolder();
        using var store = DuckDBAnswerStore.Open(folder.Path);
        var model = Talk.Scripted with
        {
            Prices = new PriceConfig { Input = 2, Output = 8 },
            Sampling = new SamplingConfig { MaxOutputTokens = 100 },
            Limits = new CallLimits { RequestsPerMinute = 120, TokensPerMinute = 1000 },
        };
        var questions = Enumerable.Range(0, 90).Select(static number => Talk.Question($"q{number % 50:D3}"));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
        {
            var request = Talk.Request($"q{number:D3}");
            return store.Add(AnswerKey.Of(model, "", request), request, new ModelAnswer { Text = "x", OutputTokens = number < 10 ? 10 : 20 });
        }));

        var estimate = RunEstimate.Of(model, store, questions);

        Assert.Equal((90, 50, 20, 30), (estimate.Questions, estimate.Requests, estimate.Stored, estimate.ToSend));
        Assert.Equal(30 * 12, estimate.InputTokens); // "Be short." and "q000" are 13 bytes: 4 tokens, and 8 for the frame
        Assert.Equal((3000, 450), (estimate.OutputTokensAtMost, estimate.OutputTokensExpected));
        Assert.Equal(((360 * 2) + (3000 * 8)) / 1e6, estimate.CostAtMost!.Value, 12);
        Assert.Equal(((360 * 2) + (450 * 8)) / 1e6, estimate.CostExpected!.Value, 12);
        Assert.Equal(3.36, estimate.TimeAtLimits!.Value.TotalMinutes, 9);
    }

    [Fact]
    public void What_is_not_known_is_not_said()
    {
        var estimate = RunEstimate.Of(Talk.Scripted, null, Talk.Questions(3));
        Assert.Equal((3, 0, 3 * 1024), (estimate.Requests, estimate.Stored, estimate.OutputTokensAtMost));
        Assert.Equal((null, null, null, null), (estimate.OutputTokensExpected, estimate.CostAtMost, estimate.CostExpected, estimate.TimeAtLimits));
    }
}
