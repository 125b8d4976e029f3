using System.CommandLine;
using Regen.Core.Data.Dataset;

namespace Regen.Cli.Commands;

/// <summary><c>regen data export</c>: a dataset as one file in the shape of the released ones.</summary>
internal static class DataExportCommand
{
    public static Command Build()
    {
        var dataset = new Argument<string>("dataset") { Description = "Folder of a finished dataset" };
        var data = new Option<string>("--data") { Description = "Prepared corpus that the dataset was written for", HelpName = "DIR", Required = true };
        var output = new Option<string>("--out") { Description = "File that is written: .jsonl, .jsonl.gz or .parquet; its datasheet goes beside it", HelpName = "FILE", Required = true };
        var command = new Command("export", "Write histories, critiques and narratives as one file in the shape of the released REGEN data.") { dataset, data, output };
        command.SetAction((parsed, stop) =>
        {
            var result = DatasetExport.Run(
                new DatasetExportRequest
                {
                    Dataset = parsed.GetRequiredValue(dataset),
                    Data = parsed.GetRequiredValue(data),
                    Out = parsed.GetRequiredValue(output),
                },
                CommandLine.Progress(),
                stop);
            Console.WriteLine($"{result.Users:N0} users in {result.File}, datasheet in {result.Datasheet}");
            return Task.FromResult(0);
        });
        return command;
    }
}
