using System.Diagnostics;
using System.Globalization;
using Regen.Core.Domain;

namespace Regen.Scale;

/// <summary>Splits the time of a piece of work by the stages that it reports: by the clock, and of all processors.</summary>
internal sealed class StageClock : IProgress<WorkProgress>
{
    private readonly Lock gate = new();
    private readonly OrderedDictionary<string, (double Seconds, double Processor)> stages = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private string current = "start";
    private (double Seconds, double Processor) began;

    public void Report(WorkProgress value)
    {
        lock (gate)
        {
            if (value.Stage != current)
            {
                Close(value.Stage);
            }
        }
    }

    /// <summary>One line: each stage (whichever reported last, where two run side by side) with its seconds by the clock, and its processor seconds of all threads, user and system.</summary>
    public override string ToString()
    {
        lock (gate)
        {
            Close(current);
            return string.Join(", ", stages.Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Key} {stage.Value.Seconds:F1} ({stage.Value.Processor:F1})")));
        }
    }

    private void Close(string next)
    {
        using var process = Process.GetCurrentProcess();
        var now = (Seconds: clock.Elapsed.TotalSeconds, Processor: process.TotalProcessorTime.TotalSeconds);
        var before = stages.GetValueOrDefault(current);
        stages[current] = (before.Seconds + now.Seconds - began.Seconds, before.Processor + now.Processor - began.Processor);
        (current, began) = (next, now);
    }
}
