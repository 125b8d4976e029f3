using Regen.Core.Baselines;
using Regen.Core.Configuration;
using Xunit;

namespace Regen.Core.Tests.Baselines;

/// <summary>
/// Trivial baselines on two public benchmarks to the four printed digits. The corpora come through the real preparation, the
/// expected numbers from an outside Python program on the same files: R@5, R@10, N@10 with seen items kept, then with them removed.
/// </summary>
public sealed class PublishedBaselineTests(PreparedCorpora corpora) : IClassFixture<PreparedCorpora>
{
    [Theory]
    [InlineData("office2014", "pop", false, ".0004 .0006 .0002 .0004 .0012 .0004")]
    [InlineData("office2014", "pop", true, ".0004 .0006 .0003 .0004 .0012 .0005")]
    [InlineData("office2014", "itemknn", false, ".0265 .0432 .0226 .0389 .0557 .0328")]
    [InlineData("office2014", "itemknn", true, ".0290 .0459 .0246 .0428 .0577 .0360")]
    [InlineData("office2014", "itemknn-last3", false, ".0491 .0661 .0387 .0546 .0728 .0442")]
    [InlineData("office2014", "itemknn-last3", true, ".0506 .0718 .0423 .0573 .0769 .0478")]
    [InlineData("office2014", "markov1", false, ".0438 .0555 .0361 .0442 .0563 .0368")]
    [InlineData("office2014", "markov1", true, ".0353 .0475 .0292 .0359 .0483 .0299")]
    [InlineData("office2014", "markov1-last3", false, ".0526 .0730 .0433 .0544 .0746 .0449")]
    [InlineData("office2014", "markov1-last3", true, ".0473 .0679 .0389 .0487 .0699 .0412")]
    [InlineData("office2014", "markov1-last3-popbreak", false, ".0583 .0826 .0483 .0601 .0852 .0505")]
    [InlineData("office2014", "markov1-last3-popbreak", true, ".0520 .0793 .0449 .0536 .0820 .0475")]
    [InlineData("p5-beauty", "pop", false, ".0064 .0106 .0051 .0068 .0110 .0053")]
    [InlineData("p5-beauty", "pop", true, ".0093 .0148 .0074 .0093 .0148 .0076")]
    [InlineData("p5-beauty", "itemknn", false, ".0267 .0452 .0235 .0390 .0565 .0323")]
    [InlineData("p5-beauty", "itemknn", true, ".0317 .0496 .0263 .0431 .0608 .0354")]
    [InlineData("p5-beauty", "itemknn-last3", false, ".0377 .0561 .0310 .0437 .0617 .0367")]
    [InlineData("p5-beauty", "itemknn-last3", true, ".0392 .0556 .0322 .0454 .0624 .0385")]
    [InlineData("p5-beauty", "markov1", false, ".0409 .0511 .0346 .0419 .0516 .0354")]
    [InlineData("p5-beauty", "markov1", true, ".0256 .0359 .0213 .0276 .0371 .0228")]
    [InlineData("p5-beauty", "markov1-last3", false, ".0465 .0631 .0399 .0483 .0656 .0421")]
    [InlineData("p5-beauty", "markov1-last3", true, ".0347 .0529 .0293 .0387 .0559 .0324")]
    [InlineData("p5-beauty", "markov1-last3-popbreak", false, ".0511 .0697 .0437 .0531 .0726 .0461")]
    [InlineData("p5-beauty", "markov1-last3-popbreak", true, ".0396 .0604 .0336 .0441 .0639 .0370")]
    public void A_baseline_comes_out_to_the_printed_digits(string set, string baseline, bool isShuffled, string expected)
    {
        var result = BaselineEvaluation.Run(corpora.Get(set, isShuffled), Model(baseline), [5, 10]);

        var found = from column in (string[])["kept", "removed"]
                    from metric in (string[])["recall@5", "recall@10", "ndcg@10"]
                    select result.Metrics.Single(mean => mean.Metric == metric && mean.Column == column && mean.Slice == "all").Value;
        Assert.Equal(expected, string.Join(' ', found.Select(value => value.ToString(".0000"))));
    }

    private static ModelConfig Model(string baseline) => baseline switch
    {
        "pop" => new PopularityConfig(),
        "itemknn" => new ItemKnnConfig { LastItems = 0 },
        "itemknn-last3" => new ItemKnnConfig { LastItems = 3 },
        "markov1" => new MarkovConfig { LastItems = 1, PopularityBreaksTies = false },
        "markov1-last3" => new MarkovConfig { LastItems = 3, PopularityBreaksTies = false },
        _ => new MarkovConfig { LastItems = 3, PopularityBreaksTies = true },
    };
}
