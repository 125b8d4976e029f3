using Regen.Core.Domain;
using Regen.Core.Runs;
using Xunit;

namespace Regen.Core.Tests.Runs;

public sealed class RunCatalogueTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("regen-diff-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_diff_names_the_settings_and_circumstances_that_differ_and_no_other()
    {
        SmallRuns.Finish(In("left"));
        SmallRuns.Finish(
            In("right"),
            SmallRuns.Record with { Seed = 2, Order = "asin", Versions = new Dictionary<string, string> { ["regen"] = "0.2.0", ["dotnet"] = "10.0.0" } },
            experiment: SmallRuns.Experiment.Replace("width: 64", "width: 128\n  heads: 4", StringComparison.Ordinal));

        var found = RunCatalogue.Diff(In("left"), In("right"));

        Assert.Equal([new("model.width", "64", "128"), new RunDifference("model.heads", null, "4")], found.Settings);
        Assert.Equal([new("order", "file", "asin"), new("seed", "1", "2"), new RunDifference("versions.regen", "0.1.0", "0.2.0")], found.Circumstances);
        Assert.Null(found.Note);
    }

    [Fact]
    public void Metrics_are_paired_over_the_users_that_both_runs_ranked()
    {
        SmallRuns.Finish(In("left"));
        UserRank[] ranks = [SmallRuns.Ranks[3] with { RankRemoved = 2 }, SmallRuns.Ranks[1] with { RankKept = 10 }, SmallRuns.Ranks[0], SmallRuns.Ranks[2] with { Target = 5 }];
        SmallRuns.Finish(In("right"), ranks: ranks);

        var metrics = RunCatalogue.Diff(In("left"), In("right")).Metrics;

        // User 2 was asked for another item and is no pair; of 0, 1 and 3, only user 1 comes into the first ten.
        Assert.Equal(("recall@10", 3), (metrics[0].Metric, metrics[0].SharedUsers));
        Assert.Equal(1.0 / 3, metrics[0].PairedDifference!.Value, 12);
        Assert.Equal(("mrr", 2), (metrics[1].Metric, metrics[1].SharedUsers));
        Assert.Equal(((1.0 / 2) - (1.0 / 33)) / 2, metrics[1].PairedDifference!.Value, 12);
        Assert.Equal(("popularity:low", 0, null), (metrics[2].Slice, metrics[2].SharedUsers, metrics[2].PairedDifference));
        Assert.Equal(("coverage@10", 0.75, 0.75, null), (metrics[3].Metric, metrics[3].Left, metrics[3].Right, metrics[3].PairedDifference));
    }

    [Fact]
    public void Runs_on_different_corpora_are_compared_by_means_only()
    {
        SmallRuns.Finish(In("left"));
        SmallRuns.Finish(In("right"), SmallRuns.Record with { DataSha256 = new string('d', 64) });

        var found = RunCatalogue.Diff(In("left"), In("right"));

        Assert.Contains("different corpora", found.Note, StringComparison.Ordinal);
        Assert.All(found.Metrics, static metric => Assert.Null(metric.PairedDifference));
    }

    [Fact]
    public void An_unfinished_run_is_not_compared()
    {
        SmallRuns.Finish(In("left"));
        RunStore.Create(In("right"), SmallRuns.Experiment, SmallRuns.Statistics);

        var error = Assert.Throws<RegenException>(() => RunCatalogue.Diff(In("left"), In("right")));

        Assert.Equal(In("right"), error.Where);
    }

    [Fact]
    public void Show_tells_a_run_and_what_of_it_cannot_be_read()
    {
        var run = SmallRuns.Finish(In("one"));
        using (var log = EventLog.Open(run.EventsFile, 0))
        {
            log.Append(new RunEvent { Kind = "step", Step = 7, Epoch = 2, Loss = 3 });
        }

        var whole = RunCatalogue.Show(In("one"));
        File.WriteAllText(run.RecordFile, "{");
        File.WriteAllText(run.StatisticsFile, "");
        File.WriteAllText(run.ExperimentFile, "a: [");
        var damaged = RunCatalogue.Show(In("one"));

        Assert.Equal((RunState.Finished, 7L, 0), (whole.State, whole.LastEvent!.Step, whole.Problems.Count));
        Assert.Contains(new RunSetting("evaluation.cutoffs", "[1, 10]"), whole.Settings);
        Assert.Equal((RunState.Damaged, 3), (damaged.State, damaged.Problems.Count));
        Assert.Contains("experiment.yaml is damaged", damaged.Problems[2], StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(root, name);
}
