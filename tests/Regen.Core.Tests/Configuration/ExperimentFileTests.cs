using System.Text.RegularExpressions;
using Regen.Core.Configuration;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Configuration;

public partial class ExperimentFileTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Repository.Path("experiments"), "*.v*.yaml", SearchOption.AllDirectories)
            .Where(static file => !GridFile.Is(file) && !RatingConfig.Is(file) && !GenerationConfig.Is(file))
            .Select(static file => Path.GetRelativePath(Repository.Path("experiments"), file))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_shipped_experiment_loads_and_is_called_like_its_file(string file)
    {
        var experiment = StrictYaml.Load<Experiment>(Repository.Path("experiments/" + file));

        Assert.Equal(Path.GetFileName(file), $"{experiment.Name}.v{experiment.Version}.yaml");
        Assert.EndsWith("?", experiment.Question, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_shipped_experiment_survives_its_canonical_form(string file)
    {
        var experiment = StrictYaml.Load<Experiment>(Repository.Path("experiments/" + file));
        var again = StrictYaml.Parse<Experiment>(StrictYaml.Write(experiment), file);

        Assert.Equal(experiment.Evaluation.Cutoffs, again.Evaluation.Cutoffs);
        Assert.Equal(experiment, again with { Evaluation = experiment.Evaluation });
        Assert.Equal(StrictYaml.Sha256(experiment), StrictYaml.Sha256(again));
    }

    /// <summary>An ablation is a diff that fits in one line; its first comment names what it is compared with.</summary>
    [Fact]
    public void Keys_that_came_later_stay_out_of_the_canonical_text_until_they_are_used()
    {
        var experiment = StrictYaml.Load<Experiment>(Repository.Path("experiments/benchmark/office2014/flare-critique.v1.yaml"));
        var flare = (FlareConfig)experiment.Model;
        string Text(TrainingConfig training, CritiqueQueryConfig query) =>
            StrictYaml.Write(experiment with { Training = training, Model = flare with { Critique = flare.Critique with { Query = query } } });

        var old = Text(experiment.Training!, flare.Critique.Query!);
        Assert.DoesNotContain("average:", old, StringComparison.Ordinal);
        Assert.DoesNotContain("tuned_", old, StringComparison.Ordinal);

        var used = Text(experiment.Training! with { Average = 0.99 }, flare.Critique.Query! with { TunedLayers = 3, TunedRate = 2e-4 });
        Assert.Contains("average: 0.99", used, StringComparison.Ordinal);
        Assert.Contains("tuned_layers: 3", used, StringComparison.Ordinal);
        Assert.Equal(used, StrictYaml.Write(StrictYaml.Parse<Experiment>(used, "again")));
    }

    [Theory]
    [InlineData("flare/history-critique.v1.yaml", "history.v1.yaml", "    use: true")]
    [InlineData("flare/critique-category.v1.yaml", "history-critique.v1.yaml", "    source: category")]
    [InlineData("flare/no-contrastive.v1.yaml", "history.v1.yaml", "    weight: 0")]
    [InlineData("flare/bert4rec-tuned.v1.yaml", "no-contrastive.v1.yaml", "    use: false")]
    [InlineData("flare/no-contrastive-fused-head.v1.yaml", "no-contrastive.v1.yaml", "    items: fused")]
    [InlineData("flare/text-only.v1.yaml", "no-contrastive-fused-head.v1.yaml", "  item_ids: false")]
    [InlineData("flare/mean-pool.v1.yaml", "history.v1.yaml", "    resampler: mean")]
    [InlineData("flare/fusion-resampler.v1.yaml", "history.v1.yaml", "    fusion: resampler")]
    [InlineData("office2014/flare-critique.v1.yaml", "flare.v1.yaml", "    use: true")]
    [InlineData("office2014/flare-mlm.v1.yaml", "flare.v1.yaml", "  objective: mlm")]
    [InlineData("sample/history-critique.v1.yaml", "history.v1.yaml", "    use: true")]
    [InlineData("benchmark/office2014/tgh2-text.v1.yaml", "tgh2.v1.yaml", "  fill: text")]
    [InlineData("benchmark/p5-beauty/tgh2-text.v1.yaml", "tgh2.v1.yaml", "  fill: text")]
    public void An_ablation_differs_from_its_base_in_one_line(string file, string baseFile, string line)
    {
        var path = Repository.Path("experiments/" + file);
        var (own, other) = (Settings(path), Settings(Path.Combine(Path.GetDirectoryName(path)!, baseFile)));

        Assert.Equal(other.Length, own.Length);
        Assert.Equal([line], own.Zip(other).Where(static pair => pair.First != pair.Second).Select(static pair => pair.First));
        Assert.Equal($"# Differs from {baseFile} in one line.", File.ReadLines(path).First());
    }

    [Fact]
    public void Every_file_that_says_it_is_an_ablation_is_among_the_tested_ones()
    {
        var claims = Directory.EnumerateFiles(Repository.Path("experiments"), "*.yaml", SearchOption.AllDirectories)
            .Count(static file => File.ReadLines(file).First().StartsWith("# Differs from", StringComparison.Ordinal));

        var tested = typeof(ExperimentFileTests).GetMethod(nameof(An_ablation_differs_from_its_base_in_one_line))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Length;
        Assert.Equal(claims, tested);
    }

    /// <summary>Popularity, Markov and kNN stand in one table with the recommender, so they are counted on the same corpus.</summary>
    [Theory]
    [InlineData("baselines", "flare/history.v1.yaml", 5)]
    [InlineData("baselines", "sample/history.v1.yaml", 5)]
    [InlineData("office2014", "office2014/flare.v1.yaml", 5)]
    [InlineData("p5-beauty", "p5-beauty/flare.v1.yaml", 5)]
    [InlineData("benchmark/office2014", "benchmark/office2014/flare.v1.yaml", 8)]
    [InlineData("benchmark/p5-beauty", "benchmark/p5-beauty/flare.v2.yaml", 8)]
    public void Baselines_share_the_preparation_of_what_they_stand_beside(string folder, string file, int count)
    {
        var preparation = StrictYaml.Load<Experiment>(Repository.Path("experiments/" + file)).Prepare;

        var baselines = Directory.GetFiles(Repository.Path("experiments/" + folder))
            .Select(StrictYaml.Load<Experiment>)
            .Where(static experiment => experiment.Model is not FlareConfig)
            .ToArray();

        Assert.Equal(count, baselines.Length);
        Assert.All(baselines, baseline => Assert.Equal(preparation, baseline.Prepare));
    }

    private static string[] Settings(string file) =>
    [
        .. File.ReadLines(file)
            .Select(static line => Comment().Replace(line, ""))
            .Where(static line => line.Length > 0 && !line.StartsWith("name:", StringComparison.Ordinal) && !line.StartsWith("question:", StringComparison.Ordinal)),
    ];

    [GeneratedRegex(@"(^|\s+)#.*$")]
    private static partial Regex Comment();
}
