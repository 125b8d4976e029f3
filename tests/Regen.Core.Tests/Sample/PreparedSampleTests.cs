using Regen.Core.Baselines;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Xunit;

namespace Regen.Core.Tests.Sample;

/// <summary>The sample through the real preparation.</summary>
public sealed class PreparedSampleTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    [Fact]
    public void Preparation_finds_what_the_generator_says_it_wrote_and_there_is_something_to_learn()
    {
        var folder = Directory.CreateTempSubdirectory("regen-prepared-").FullName;
        try
        {
            var config = CalRec.Default with { Critiques = CalRec.Default.Critiques with { Source = "file" } };
            Preparation.Run(new PrepareRequest { Folder = sample.Folder, Config = config, Out = Path.Combine(folder, "prepared") });
            var data = PreparedStore.Open(Path.Combine(folder, "prepared"));
            var (found, written) = (data.Statistics, sample.Result);

            Assert.True(data.IsSynthetic);
            Assert.Equal((written.Users, written.Items), (found.Users, found.Items));
            Assert.Equal((written.Interactions, written.Pairs), (found.Interactions, found.Pairs));
            Assert.Equal((written.EligiblePairs, written.EligiblePairs), (found.EligiblePairs, found.CritiquedPairs));
            Assert.Equal(written.TiedPairs, found.TiedPairs);
            Assert.True(found.Repeats > 100, $"{found.Repeats} repeats after a gap");

            double Recall(ModelConfig model) => BaselineEvaluation.Run(data, model, [10]).Metrics
                .Single(metric => metric is { Metric: "recall@10", Column: "kept", Slice: "all" }).Value;
            var popularity = Recall(new PopularityConfig());
            Assert.True(Recall(new MarkovConfig { LastItems = 1, PopularityBreaksTies = false }) > 1.5 * popularity);
            Assert.True(Recall(new ItemKnnConfig { LastItems = 3 }) > 1.2 * popularity);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
