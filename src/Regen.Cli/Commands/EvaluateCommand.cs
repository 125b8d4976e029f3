using System.CommandLine;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen evaluate</c>: ranks a part of a corpus with a finished run.</summary>
internal static class EvaluateCommand
{
    public static Command Build()
    {
        var run = new Option<string>("--run") { Description = "Folder of a finished FLARE run", Required = true };
        var order = new Option<string?>("--order") { Description = "Order of equal timestamps (default: the run's)" };
        var part = new Option<string>("--part") { Description = "test or validation", DefaultValueFactory = _ => "test" };
        var critiques = new Option<string>("--critiques") { Description = "given, withheld, or swapped with another user's", DefaultValueFactory = _ => CritiqueMode.Given };
        var keep = new Option<bool>("--keep") { Description = "Leave the ranks in the run's folder as ranks.MODE.parquet" };
        var (data, cache, device, threads) = (Where.Data(), Where.Cache(), Where.Device(), Where.Threads());
        var command = new Command("evaluate", "Rank a part of a corpus with a finished run.")
        {
            run, data, order, part, critiques, keep, cache, device, threads,
        };
        command.SetAction((parsed, stop) =>
        {
            var result = Evaluate.Run(
                new EvaluateRequest
                {
                    Run = parsed.GetValue(run)!,
                    Data = parsed.GetValue(data)!,
                    Order = parsed.GetValue(order),
                    Part = parsed.GetValue(part)!,
                    Critiques = parsed.GetValue(critiques)!,
                    Keep = parsed.GetValue(keep),
                    Cache = parsed.GetValue(cache)!,
                    Device = parsed.GetValue(device)!,
                    Threads = parsed.GetValue(threads),
                },
                CommandLine.Progress(),
                stop);
            Console.WriteLine($"{result.Record.Name}  seed {result.Record.Seed}  {result.Record.Data}, {parsed.GetValue(part)} part");
            MetricLines.Print(result.Metrics);
            return Task.FromResult(0);
        });
        return command;
    }
}
