using System.Diagnostics;
using System.Globalization;
using Regen.Core.Domain;

namespace Regen.Scale;

/// <summary>Splits the processor time of a piece of work by the stages that it reports.</summary>
internal sealed class StageClock : IProgress<WorkProgress>
{
    private readonly Lock gate = new();
    private readonly List<(string Stage, double Seconds)> stages = [];
    private string current = "start";
    private double began;

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

    /// <summary>One line: each stage with its processor seconds, of all threads, user and system.</summary>
    public override string ToString()
    {
        lock (gate)
        {
            Close(current);
            return string.Join(", ", stages.Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Stage} {stage.Seconds:F1}")));
        }
    }

    private void Close(string next)
    {
        using var process = Process.GetCurrentProcess();
        var now = process.TotalProcessorTime.TotalSeconds;
        stages.Add((current, now - began));
        (current, began) = (next, now);
    }
}
