using System.CommandLine;
using Regen.Core.Domain;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen data encode</c>: fills the text cache ahead of training, in one go or in parts.</summary>
internal static class DataEncodeCommand
{
    public static Command Build()
    {
        var data = Where.Data();
        var experiment = new Option<string>("--experiment") { Description = "Experiment file whose 'model.text' section is used.", Required = true };
        var (order, device) = (Where.Order(), Where.Device());
        var (cache, models, threads) = (Where.Cache(), Where.Models(), Where.Threads());
        var shard = new Option<string?>("--shard") { Description = "I/N: encode the I-th of N parts only, here or on another machine." };
        var join = new Option<string[]?>("--join")
        {
            Description = "Put the parts together: those in the cache, and those below the folders given.",
            Arity = ArgumentArity.ZeroOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("encode", "Encode the texts that an experiment reads; resumes where it was stopped.")
        {
            data, experiment, order, device, cache, models, threads, shard, join,
        };
        command.SetAction((parsed, stop) =>
        {
            var part = parsed.GetValue(shard) is { } text ? WorkPart.Parse(text, "--shard") : (WorkPart?)null;
            var joined = parsed.GetResult(join) is null ? null : parsed.GetValue(join) ?? [];
            if (part is not null && joined is not null)
            {
                throw new RegenException("A part is encoded or parts are joined, not both at once.", "--shard, --join", "Call the command once for each.");
            }

            var result = Encode.Run(
                new EncodeRequest
                {
                    Experiment = parsed.GetRequiredValue(experiment),
                    Data = parsed.GetRequiredValue(data),
                    Order = parsed.GetRequiredValue(order),
                    Device = parsed.GetRequiredValue(device),
                    Cache = parsed.GetRequiredValue(cache),
                    Models = parsed.GetValue(models),
                    Threads = parsed.GetValue(threads),
                    Part = part,
                    Join = joined,
                },
                CommandLine.Progress(),
                stop);
            Print(result, part);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(EncodeResult result, WorkPart? part)
    {
        foreach (var list in result.Lists)
        {
            Console.WriteLine(list.Folder is null
                ? $"{list.Name}: {list.Texts:N0} texts by {result.Encoder}, {list.Vectors:N0} vectors"
                : $"{list.Name}: part {part} of {list.Texts:N0} texts by {result.Encoder} in {list.Folder}");
        }

        Console.WriteLine($"  {result.Seconds:F1} s");
    }
}
