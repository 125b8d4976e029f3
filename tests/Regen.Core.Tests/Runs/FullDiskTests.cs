using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.Runs;

public class FullDiskTests
{
    [Fact]
    public void A_disk_that_fills_stops_a_run_with_words_and_keeps_what_was_whole()
    {
        Assert.SkipUnless(TinyDisk.CanMount, TinyDisk.Reason);
        using var disk = TinyDisk.Mount(kilobytes: 64);
        var run = RunStore.Create(Path.Combine(disk.Path, "one"), SmallRuns.Experiment, SmallRuns.Statistics);
        using var log = EventLog.Open(run.EventsFile, 0);

        var full = Assert.Throws<RegenException>(() => AppendFrom(log, 1));
        var unwritten = Assert.Throws<RegenException>(() => run.WriteRecord(SmallRuns.Record));

        Assert.Contains("No space left", full.What, StringComparison.Ordinal);
        Assert.Contains("No space left", unwritten.What, StringComparison.Ordinal);
        Assert.Equal(30, run.ReadStatistics().Interactions);
        Assert.True(EventLog.Read(run.EventsFile).Count > 100); // the torn last line is left out
        Assert.Equal(["data.json", "events.jsonl", "experiment.yaml"], Directory.EnumerateFiles(run.Path).Select(static file => Path.GetFileName(file)).Order());
    }

    private static void AppendFrom(EventLog log, long step)
    {
        while (step < 10_000)
        {
            log.Append(new RunEvent { Kind = "step", Step = step++, Epoch = 1, Loss = 1.0 / step, Rate = step, LearningRate = 1e-3 });
        }
    }
}
