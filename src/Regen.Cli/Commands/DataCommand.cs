using System.CommandLine;

namespace Regen.Cli.Commands;

/// <summary><c>regen data</c>: everything about corpora.</summary>
internal static class DataCommand
{
    public static Command Build() => new("data", "Inspect, prepare, encode, describe and make corpora.")
    {
        DataInspectCommand.Build(),
        DataPrepareCommand.Build(),
        DataEncodeCommand.Build(),
        DataSampleCommand.Build(),
        DataShortcutsCommand.Build(),
        DataStatsCommand.Build(),
    };
}
