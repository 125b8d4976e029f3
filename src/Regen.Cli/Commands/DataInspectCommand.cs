using System.CommandLine;
using Regen.Core.Data;

namespace Regen.Cli.Commands;

/// <summary><c>regen data inspect</c>: prints every key path of a file.</summary>
internal static class DataInspectCommand
{
    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "JSON Lines, JSON array or Python-literal file, gzipped or not." };
        var records = new Option<long?>("--records") { Description = "Records to read at most (default: all)." };
        var command = new Command("inspect", "Print every key path of a file with types, count, null share and an example.") { file, records };
        command.SetAction((parsed, stop) =>
        {
            var request = new InspectRequest { File = parsed.GetRequiredValue(file), Records = parsed.GetValue(records) };
            Print(Inspection.Run(request, CommandLine.Progress(), stop));
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(InspectResult result)
    {
        Console.WriteLine($"{result.File}: {result.Records:N0} records");
        var width = result.Keys.Max(key => key.Path.Length);
        foreach (var key in result.Keys)
        {
            var types = string.Join(", ", key.Types.Select(type => $"{type.Key} {type.Value:N0}"));
            Console.WriteLine($"  {key.Path.PadRight(width)}  {key.Count,12:N0}  null {key.NullShare,7:P1}  {types}  {key.Example}");
        }

        if (result.FurtherKeys > 0)
        {
            Console.WriteLine($"  and values under further keys: {result.FurtherKeys:N0}");
        }

        PrepareLines.PrintMalformed(result.MalformedLines, result.FirstMalformedLines);
        Console.WriteLine(result.Mapping is null ? "  no mapping of Regen's reads it as reviews" : $"  mapping '{result.Mapping}' reads it as reviews");
    }
}
