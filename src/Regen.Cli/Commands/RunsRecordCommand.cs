using System.CommandLine;
using Regen.Core.Runs;

namespace Regen.Cli.Commands;

/// <summary><c>regen runs record</c>: keeps what reports read of finished runs.</summary>
internal static class RunsRecordCommand
{
    private const double Megabyte = 1_000_000;

    public static Command Build()
    {
        var runs = new Argument<string>("dir") { Description = "Folder of runs." };
        var output = new Option<string>("--out") { Description = "Folder of the records", HelpName = "DIR", Required = true };
        var command = new Command("record", "Copy what reports read of finished runs, without weights and lists.") { runs, output };
        command.SetAction((parsed, stop) =>
        {
            var request = new RecordsRequest { Runs = parsed.GetRequiredValue(runs), Out = parsed.GetRequiredValue(output) };
            var kept = RunRecords.Keep(request, CommandLine.Progress(), stop);
            Console.WriteLine($"{kept.Runs.Count} runs, {kept.Bytes / Megabyte:F1} MB in {request.Out}");
            return Task.FromResult(0);
        });
        return command;
    }
}
