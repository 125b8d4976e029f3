using System.CommandLine;
using Regen.Core.Runs;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen export</c>: hands a run's ranks, lists and item vectors to other tools.</summary>
internal static class ExportCommand
{
    public static Command Build()
    {
        var run = new Option<string>("--run") { Description = "Folder of a finished run", Required = true };
        var output = new Option<string>("--out") { Description = "Folder to write to", Required = true };
        var command = new Command("export", "Write ranks, lists and item vectors of a run as Parquet and safetensors.") { run, output };
        command.SetAction((parsed, stop) =>
        {
            var result = RunExport.Run(
                new ExportRequest { Run = parsed.GetRequiredValue(run), Out = parsed.GetRequiredValue(output) },
                new CatalogueVectorSource(),
                CommandLine.Progress(),
                stop);
            foreach (var file in result.Files)
            {
                Console.WriteLine(file);
            }

            if (!result.HasVectors)
            {
                Console.WriteLine("no item vectors: this run is a counted baseline");
            }

            return Task.FromResult(0);
        });
        return command;
    }
}
