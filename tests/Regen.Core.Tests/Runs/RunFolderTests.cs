using Regen.Core.Domain;
using Regen.Core.Runs;
using Xunit;

namespace Regen.Core.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("regen-runs-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void What_is_written_into_a_run_is_read_back()
    {
        var run = SmallRuns.Finish(In("one"));
        RankedItem[] list = [new(0, 1, 7, 2.5f), new(0, 2, 3, -1f)];
        run.WriteTopK(list);

        var again = RunStore.Open(In("one"));

        Assert.Equivalent(SmallRuns.Record, again.ReadRecord(), strict: true);
        Assert.Equivalent(SmallRuns.Statistics, again.ReadStatistics(), strict: true);
        Assert.Equal(SmallRuns.Ranks, again.ReadRanks());
        Assert.Equal(list, again.ReadTopK());
        Assert.Equal(SmallRuns.Experiment, again.ReadExperiment());
        Assert.True(again.IsFinished);
    }

    [Fact]
    public void Equal_runs_are_equal_files()
    {
        var (left, right) = (SmallRuns.Finish(In("left")), SmallRuns.Finish(In("right")));

        Assert.Equal(File.ReadAllBytes(left.RecordFile), File.ReadAllBytes(right.RecordFile));
        Assert.Equal(File.ReadAllBytes(left.RanksFile), File.ReadAllBytes(right.RanksFile));
    }

    [Fact]
    public void A_run_stopped_anywhere_before_its_record_is_unfinished_and_goes_on()
    {
        RunStore.Create(In("one"), SmallRuns.Experiment, SmallRuns.Statistics).WriteRanks(SmallRuns.Ranks);

        var run = RunStore.Create(In("one"), SmallRuns.Experiment, SmallRuns.Statistics);
        var error = Assert.Throws<RegenException>(run.ReadRecord);

        Assert.Equal(SmallRuns.Ranks, run.ReadRanks());
        Assert.Equal(RunState.Unfinished, Assert.Single(RunStore.List(root)).State);
        Assert.Contains("has not finished", error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data.json")]
    [InlineData("data.json.tmp")]
    public void A_run_stopped_while_its_folder_was_made_is_made_again(string left)
    {
        Directory.CreateDirectory(In("one"));
        File.WriteAllText(In("one/" + left), "{ torn");

        var run = RunStore.Create(In("one"), SmallRuns.Experiment, SmallRuns.Statistics);

        Assert.Equal(30, run.ReadStatistics().Interactions);
    }

    [Theory]
    [InlineData("{ \"name\": \"flare", "run.json is damaged")]
    [InlineData("{}", "run.json is damaged")]
    [InlineData("null", "run.json is damaged")]
    [InlineData("", "run.json is damaged")]
    [InlineData("\"format\": 1", "\"format\": 2", "format 2")]
    [InlineData("\"name\": \"flare.history.v1\"", "\"name\": null", "run.json is damaged")]
    [InlineData("\"epochs\": 3", "\"epochs\": 3, \"epocks\": 4", "run.json is damaged")]
    [InlineData("\"epochs\": 3", "\"epochs\": 3, \"epochs\": 4", "run.json is damaged")]
    [InlineData("\"epochs\": 3", "\"epochs\": 3.5", "run.json is damaged")]
    public void A_damaged_record_is_listed_as_damaged_and_its_reading_refused(params string[] damage)
    {
        var run = SmallRuns.Finish(In("one"));
        SmallRuns.Finish(In("two"));
        var text = File.ReadAllText(run.RecordFile);
        var worse = damage is [var right, var wrong, _] ? text.Replace(right, wrong, StringComparison.Ordinal) : damage[0];
        Assert.NotEqual(text, worse);
        File.WriteAllText(run.RecordFile, worse);

        var error = Assert.Throws<RegenException>(run.ReadRecord);
        var runs = RunStore.List(root);

        Assert.Contains(damage[^1], error.What, StringComparison.Ordinal);
        Assert.Equal(["one", "two"], runs.Select(static entry => entry.Name));
        Assert.Equal([RunState.Damaged, RunState.Finished], runs.Select(static entry => entry.State));
        Assert.Equal(error.What, runs[0].Reason);
    }

    [Fact]
    public void A_record_that_cannot_be_replaced_leaves_the_old_one_and_no_rubbish()
    {
        var run = SmallRuns.Finish(In("one"));
        Directory.CreateDirectory(run.StatisticsFile + ".tmp");

        var error = Assert.Throws<RegenException>(() => run.WriteStatistics(SmallRuns.Statistics with { Users = 5 }));

        Assert.Contains("data.json could not be written", error.What, StringComparison.Ordinal);
        Assert.Equal(4, run.ReadStatistics().Users);
    }

    [Fact]
    public void Damaged_ranks_are_refused()
    {
        var run = SmallRuns.Finish(In("one"));
        File.WriteAllText(run.RanksFile, "PAR1 no");

        Assert.Throws<RegenException>(run.ReadRanks);
    }

    [Fact]
    public void A_folder_of_another_experiment_corpus_or_purpose_is_refused()
    {
        SmallRuns.Finish(In("one"));
        Directory.CreateDirectory(In("photos"));
        File.WriteAllText(In("photos/holiday.jpg"), "");
        File.WriteAllText(In("file"), "");

        Refused("another experiment", () => RunStore.Create(In("one"), SmallRuns.Experiment + "# more\n", SmallRuns.Statistics));
        Refused("another corpus", () => RunStore.Create(In("one"), SmallRuns.Experiment, SmallRuns.Statistics with { Users = 5 }));
        Refused("'holiday.jpg' is in it", () => RunStore.Create(In("photos"), SmallRuns.Experiment, SmallRuns.Statistics));
        Refused("this is a file", () => RunStore.Create(In("file"), SmallRuns.Experiment, SmallRuns.Statistics));
    }

    [Fact]
    public void A_path_without_a_run_is_named()
    {
        Directory.CreateDirectory(In("empty"));
        File.WriteAllText(In("file"), "");

        Refused("holds no run", () => RunStore.Open(In("empty")));
        Refused("this is a file", () => RunStore.Open(In("file")));
        Refused("no such folder", () => RunStore.Open(In("nowhere")));
        Refused("no such folder", () => RunStore.List(In("nowhere")));
        Refused("this is a file", () => RunStore.List(In("file")));
    }

    private static void Refused(string what, Action action) =>
        Assert.Contains(what, Assert.Throws<RegenException>(action).What, StringComparison.Ordinal);

    private string In(string name) => Path.Combine(root, name);
}
