using System.CommandLine;

namespace Regen.Cli.Commands;

/// <summary><c>regen data</c>: everything about corpora.</summary>
internal static class DataCommand
{
    public static Command Build() => new("data", "Inspect, prepare, encode, describe and make corpora; export datasets.")
    {
        DataInspectCommand.Build(),
        DataPrepareCommand.Build(),
        DataEncodeCommand.Build(),
        DataExportCommand.Build(),
        DataSampleCommand.Build(),
        DataShortcutsCommand.Build(),
        DataStatsCommand.Build(),
    };
}
