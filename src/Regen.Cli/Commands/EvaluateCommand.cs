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
        var withhold = new Option<bool>("--withhold-critiques") { Description = "Ask as if no user had said anything" };
        var (data, cache, device, threads) = (Where.Data(), Where.Cache(), Where.Device(), Where.Threads());
        var command = new Command("evaluate", "Rank a part of a corpus with a finished run; the run is left as it is.")
        {
            run, data, order, part, withhold, cache, device, threads,
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
                    WithholdCritiques = parsed.GetValue(withhold),
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
