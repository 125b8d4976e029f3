using Regen.Core.Domain;
using Regen.Core.Runs;
using Xunit;

namespace Regen.Core.Tests.Runs;

public sealed class EventLogTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("regen-events-").FullName;

    private string LogFile => Path.Combine(root, "events.jsonl");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void An_event_is_one_line_and_can_be_read_while_the_log_is_open()
    {
        using var log = EventLog.Open(LogFile, 0);
        log.Append(new RunEvent { Kind = "step", Step = 1, Epoch = 1, Loss = 0.5, Rate = 10, LearningRate = 1e-3 });
        log.Append(new RunEvent { Kind = "validation", Step = 1, Epoch = 1, Validation = 0.25 });

        Assert.Equal(
            "{\"kind\":\"step\",\"step\":1,\"epoch\":1,\"loss\":0.5,\"rate\":10,\"learning_rate\":0.001}\n"
            + "{\"kind\":\"validation\",\"step\":1,\"epoch\":1,\"validation\":0.25}\n",
            ReadAll());
        Assert.Equal(0.25, EventLog.Read(LogFile)[1].Validation);
    }

    /// <summary>Whatever byte a kill tears the log at, going on after the checkpoint gives the log of an unbroken training.</summary>
    [Fact]
    public void A_log_cut_at_any_byte_goes_on_without_a_torn_or_doubled_line()
    {
        Write(0, 1, 6);
        var whole = File.ReadAllBytes(LogFile);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(LogFile, whole[..length]);
            var checkpoint = EventLog.Read(LogFile).Count / 2 * 2; // saved every second step
            Write(checkpoint, checkpoint + 1, 6);
            Assert.Equal(whole, File.ReadAllBytes(LogFile));
        }
    }

    [Fact]
    public void A_damaged_line_in_the_middle_is_named_by_reading_and_taken_out_by_going_on()
    {
        Write(0, 1, 3);
        var lines = File.ReadAllLines(LogFile);
        File.WriteAllText(LogFile, $"{lines[0]}\nrubbish\n{lines[2]}\n");

        var error = Assert.Throws<RegenException>(() => EventLog.Read(LogFile));
        EventLog.Open(LogFile, 3).Dispose();

        Assert.Contains("Line 2 of the log is no event", error.What, StringComparison.Ordinal);
        Assert.Equal([1, 3], EventLog.Read(LogFile).Select(static happened => happened.Step));
    }

    [Fact]
    public void A_loss_that_is_no_number_is_refused_and_leaves_no_line()
    {
        using (var log = EventLog.Open(LogFile, 0))
        {
            Assert.Throws<ArgumentException>(() => log.Append(new RunEvent { Kind = "step", Step = 1, Epoch = 1, Loss = double.NaN }));
        }

        Assert.Empty(EventLog.Read(LogFile));
    }

    [Fact]
    public void A_log_that_is_a_folder_is_refused_and_a_missing_one_is_empty()
    {
        Assert.Empty(EventLog.Read(LogFile));
        Directory.CreateDirectory(LogFile);

        var error = Assert.Throws<RegenException>(() => EventLog.Open(LogFile, 0));

        Assert.Equal(LogFile, error.Where);
    }

    private void Write(long afterStep, int from, int to)
    {
        using var log = EventLog.Open(LogFile, afterStep);
        for (var step = from; step <= to; step++)
        {
            log.Append(new RunEvent { Kind = "step", Step = step, Epoch = 1, Loss = 1.0 / step });
        }
    }

    private string ReadAll()
    {
        using var reader = new StreamReader(new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
