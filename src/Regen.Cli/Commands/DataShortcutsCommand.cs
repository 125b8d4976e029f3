using System.CommandLine;
using Regen.Core.Configuration;
using Regen.Core.Runs;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen data shortcuts</c>: how far a corpus can be solved by its last items and their look-alikes.</summary>
internal static class DataShortcutsCommand
{
    private const int DefaultTokens = 128;

    public static Command Build()
    {
        var data = Where.Data();
        var experiment = DataPrepareCommand.ExperimentOption();
        var (order, cache, models) = (Where.Order(), Where.Cache(), Where.Models());
        var output = Where.Out("runs", "Folder that the record goes to");
        var encoder = new Option<string>("--encoder") { Description = "minilm or hashed", DefaultValueFactory = static _ => "minilm" };
        encoder.AcceptOnlyFromAmong("minilm", "hashed");
        var tokens = new Option<int>("--tokens") { Description = "Tokens of a text that are read", DefaultValueFactory = static _ => DefaultTokens };
        var command = new Command("shortcuts", "Measure successors per item, likeness of consecutive items and ties in the last step.")
        {
            data, experiment, order, encoder, tokens, output, cache, models,
        };
        command.SetAction((parsed, stop) =>
        {
            Print(MeasureShortcuts.Run(
                new ShortcutRequest
                {
                    Data = parsed.GetRequiredValue(data),
                    Order = parsed.GetRequiredValue(order),
                    Prepare = DataPrepareCommand.Config(parsed.GetValue(experiment)),
                    Text = new TghTextConfig { Encoder = parsed.GetRequiredValue(encoder), MaxTokens = parsed.GetValue(tokens) },
                    Cache = parsed.GetRequiredValue(cache),
                    Models = parsed.GetValue(models),
                    Out = parsed.GetRequiredValue(output),
                },
                CommandLine.Progress(),
                stop));
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(ShortcutRecord found)
    {
        Console.WriteLine($"{found.Data}, order {found.Order}, texts {found.Encoder}");
        Console.WriteLine($"  {"distinct successors of an item",-44} {found.MeanOutDegree,10:F2}  over {found.ItemsWithSuccessor:N0} of {found.Items:N0} items");
        Console.WriteLine($"  {"cosine of consecutive items' texts",-44} {found.ConsecutiveCosine,10:F3}  random pairs {found.RandomCosine:F3}");
        Console.WriteLine($"  {"last step tied",-44} {Share(found.TiedLastSteps, found.TestUsers),10:P1}");
        Console.WriteLine($"  {"target among the last item's successors",-44} {Share(found.TargetsAmongSuccessors, found.TestUsers),10:P1}");
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
