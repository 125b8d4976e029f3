#if REGEN_TORCH
using System.Globalization;
#endif

namespace TorchSharp.Regen;

/// <summary>What one operator took.</summary>
/// <param name="Name">As libtorch names it; what the gradient of an operator takes stands under a name of its own.</param>
/// <param name="Calls">How often it ran, from 1.</param>
/// <param name="Seconds">Processor seconds of the threads that called it, without the operators inside; on an accelerator the time to launch it.</param>
public sealed record OperatorTime(string Name, long Calls, double Seconds);

/// <summary>Where processor time goes, by operator. One at a time in a process; it costs about a microsecond an operator, and nothing while none runs.</summary>
public sealed class OperatorProfile
{
    private OperatorProfile(double processorSeconds, IReadOnlyList<OperatorTime> operators) => (ProcessorSeconds, Operators) = (processorSeconds, operators);

    /// <summary>Of the whole process, all threads, while the profile ran.</summary>
    public double ProcessorSeconds { get; }

    /// <summary>The longest first.</summary>
    public IReadOnlyList<OperatorTime> Operators { get; }

    /// <summary>Runs work while every operator of every thread is timed.</summary>
    /// <exception cref="NotSupportedException">TorchSharp's package does the work: it has no such hook.</exception>
    public static OperatorProfile Of(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
#if REGEN_TORCH
        Native.Failures.OrThrow(Native.NativeMethods.rt_profile_begin(), "begin a profile");
        string table;
        try
        {
            work();
        }
        finally
        {
            table = End();
        }

        return Read(table);
#else
        throw new NotSupportedException("only Regen.Torch profiles operators");
#endif
    }

#if REGEN_TORCH
    private static unsafe string End()
    {
        Native.Failures.OrThrow(Native.NativeMethods.rt_profile_end(out var table), "end a profile");
        return Native.Marshalling.Text(table);
    }

    private static OperatorProfile Read(string table)
    {
        var rows = table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Row).ToArray();
        return new OperatorProfile(rows[0].Seconds, [.. rows.Skip(1).OrderByDescending(row => row.Seconds).ThenBy(row => row.Name, StringComparer.Ordinal)]);
    }

    private static OperatorTime Row(string line)
    {
        var cells = line.Split('\t');
        return new OperatorTime(cells[0], long.Parse(cells[1], CultureInfo.InvariantCulture), long.Parse(cells[2], CultureInfo.InvariantCulture) / 1e9);
    }
#endif
}
