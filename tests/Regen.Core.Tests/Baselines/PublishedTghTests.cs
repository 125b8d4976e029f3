using System.Globalization;
using Regen.Core.Baselines;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Workbench;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Baselines;

/// <summary>
/// TGH on two public benchmarks beside an outside Python program on the same files and weights (Recall@10 and NDCG@10, seen items kept,
/// then removed). Its list is partly drawn at random and its texts are put together a little differently, so the numbers agree to
/// within what such changes move on so many users, not to the last digit. Beauty's texts take minutes to encode: a soak test.
/// </summary>
public sealed class PublishedTghTests(PreparedCorpora corpora) : IClassFixture<PreparedCorpora>
{
    [Theory]
    [InlineData("tgh1", false, ".1007 .0605 .1023 .0618")]
    [InlineData("tgh1", true, ".1003 .0549 .1021 .0567")]
    [InlineData("tgh2", false, ".1007 .0600 .1034 .0617")]
    [InlineData("tgh2", true, ".0944 .0523 .0977 .0545")]
    public void Office_comes_near_the_outside_program(string name, bool isShuffled, string expected) =>
        Compare("office2014", name, isShuffled, expected, 0.004);

    [Theory]
    [InlineData("tgh1", false, ".0813 .0506 .0830 .0523")]
    [InlineData("tgh1", true, ".0672 .0388 .0697 .0413")]
    [InlineData("tgh2", false, ".0770 .0489 .0794 .0508")]
    [InlineData("tgh2", true, ".0688 .0390 .0725 .0419")]
    public void Beauty_comes_near_the_outside_program(string name, bool isShuffled, string expected)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("REGEN_SOAK") is not { Length: > 0 }, "REGEN_SOAK is not set (minutes of encoding)");
        Compare("p5-beauty", name, isShuffled, expected, 0.0008);
    }

    private void Compare(string set, string name, bool isShuffled, string expected, double tolerance)
    {
        Lent.Models("all-MiniLM-L6-v2");
        var data = corpora.Get(set, isShuffled);
        var experiment = StrictYaml.Load<Experiment>(Repository.Path($"experiments/benchmark/{set}/{name}.v1.yaml"));

        var result = BaselineEvaluation.Run(CountedModel.Ask(data, experiment, Where(data), null, TestContext.Current.CancellationToken));

        var found = from column in (string[])["kept", "removed"]
                    from metric in (string[])["recall@10", "ndcg@10"]
                    select result.Metrics.Single(mean => mean.Metric == metric && mean.Column == column && mean.Slice == "all").Value;
        Assert.All(
            found.Zip(expected.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))),
            pair => Assert.InRange(pair.First, pair.Second - tolerance, pair.Second + tolerance));
    }

    /// <summary>One cache for all tests of the class, or the researcher's own: encoding takes far longer than counting.</summary>
    private static TrainRequest Where(PreparedData data) => new()
    {
        Experiment = "",
        Data = data.Folder,
        Out = "",
        Cache = Environment.GetEnvironmentVariable("REGEN_CACHE") is { Length: > 0 } cache ? cache : Path.GetDirectoryName(data.Folder)!,
    };
}
