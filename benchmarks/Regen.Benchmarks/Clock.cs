using System.Diagnostics;
using System.Globalization;

namespace Regen.Benchmarks;

/// <summary>Wall clock and processor time of a piece of work; on a busy machine the second says more.</summary>
internal readonly record struct Clock(long Start, TimeSpan Processor)
{
    public static Clock Now() => new(Stopwatch.GetTimestamp(), ProcessorTime());

    /// <summary>"seconds S cpu C", as the Python side prints it.</summary>
    public string Read()
    {
        var seconds = Stopwatch.GetElapsedTime(Start).TotalSeconds;
        var processor = (ProcessorTime() - Processor).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"seconds {seconds:F4} cpu {processor:F4}");
    }

    private static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
