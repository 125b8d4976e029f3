using System.CommandLine;
using System.Globalization;
using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen evaluate</c>: ranks a part of a corpus with a finished run.</summary>
internal static class EvaluateCommand
{
    public static Command Build()
    {
        var options = new Options();
        var command = new Command("evaluate", "Rank a part of a corpus with a finished run; its own ranks and numbers stay as they are.");
        options.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(options.Last) is { } last)
            {
                Print(EvaluateShown.Run(options.Shown(parsed, Numbers(last)), CommandLine.Progress(), stop));
            }
            else
            {
                var request = options.Whole(parsed);
                Print(Evaluate.Run(request, CommandLine.Progress(), stop), request.Part, request.Merge ? null : request.Shard);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static int[] Numbers(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(static word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new RegenException($"'{word}' is no number of items.", "--last", "give whole numbers from 1 up, separated by commas")),
    ];

    private static void Print(ShownRecord shown)
    {
        foreach (var part in shown.Parts)
        {
            Console.WriteLine($"shown the last {(part.Items == 1 ? "item" : $"{part.Items} items")}:");
            MetricLines.Print(part.Metrics);
        }
    }

    private static void Print(EvaluateResult result, string part, string? shard)
    {
        Console.WriteLine($"{result.Record.Name}  seed {result.Record.Seed}  {result.Record.Data}, {part} part");
        if (shard is not null)
        {
            Console.WriteLine($"shard {shard}: {result.Ranks.Length:N0} users ranked; 'regen evaluate --merge' puts the shards together");
            return;
        }

        MetricLines.Print(result.Metrics);
    }

    private sealed class Options
    {
        private readonly Option<string> run = new("--run") { Description = "Folder of a finished run; a counted one only with --last", Required = true };
        private readonly Option<string?> order = new("--order") { Description = "Order of equal timestamps (default: the run's)" };
        private readonly Option<string> critiques =
            new("--critiques") { Description = "given, withheld, or swapped with another user's", DefaultValueFactory = static _ => CritiqueMode.Given };

        private readonly Option<bool> keep = new("--keep") { Description = "Leave the ranks in the run's folder as ranks.MODE.parquet" };
        private readonly Option<string?> shard = new("--shard") { Description = "I/N: rank only the I-th of N slices of the users, for --merge" };
        private readonly Option<bool> merge = new("--merge") { Description = "Put the slices together that --shard left" };
        private readonly Option<string> data = Where.Data();
        private readonly Option<string> cache = Where.Cache();
        private readonly Option<string?> models = Where.Models();
        private readonly Option<string> device = Where.Device();
        private readonly Option<int?> threads = Where.Threads();

        public Option<string> Part { get; } = new("--part") { Description = "test or validation", DefaultValueFactory = static _ => "test" };

        public Option<string?> Last { get; } =
            new("--last") { Description = "Show only so many of the last items, as 1,2,3; goes into the run's shown.json" };

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[run, data, order, Part, critiques, keep, shard, merge, Last, cache, models, device, threads])
            {
                command.Add(option);
            }
        }

        public EvaluateRequest Whole(ParseResult parsed) => new()
        {
            Run = parsed.GetRequiredValue(run),
            Data = parsed.GetRequiredValue(data),
            Order = parsed.GetValue(order),
            Part = parsed.GetRequiredValue(Part),
            Critiques = parsed.GetRequiredValue(critiques),
            Keep = parsed.GetValue(keep),
            Shard = parsed.GetValue(shard),
            Merge = parsed.GetValue(merge),
            Cache = parsed.GetRequiredValue(cache),
            Models = parsed.GetValue(models),
            Device = parsed.GetRequiredValue(device),
            Threads = parsed.GetValue(threads),
        };

        public ShownRequest Shown(ParseResult parsed, int[] items) => new()
        {
            Run = parsed.GetRequiredValue(run),
            Data = parsed.GetRequiredValue(data),
            Order = parsed.GetValue(order),
            Items = items,
            Cache = parsed.GetRequiredValue(cache),
            Models = parsed.GetValue(models),
            Device = parsed.GetRequiredValue(device),
            Threads = parsed.GetValue(threads),
        };
    }
}
