using System.Globalization;
using Regen.Core.Runs;

namespace Regen.Scale;

/// <summary>The line about machine and moment that stands above every table.</summary>
internal static class Host
{
    public static string Describe()
    {
        var hardware = HardwareInfo.Read();
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {hardware.Processor}, {Environment.ProcessorCount} threads of work, .NET {Environment.Version}; load average at the end {load}");
    }
}
