using System.CommandLine;
using System.Globalization;
using Regen.Core.Domain;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen train</c>: trains and evaluates one experiment, for one or more seeds.</summary>
internal static class TrainCommand
{
    public static Command Build()
    {
        var experiment = new Argument<string>("experiment") { Description = "Experiment file (experiments/<question>/<name>.v1.yaml)" };
        var (data, order, device) = (Where.Data(), Where.Order(), Where.Device());
        var (cache, models, threads) = (Where.Cache(), Where.Models(), Where.Threads());
        var output = Where.Out("runs", "Folder of runs");
        var seeds = new Option<string>("--seeds") { Description = "Seeds, separated by commas", DefaultValueFactory = _ => "1" };
        var profile = new Option<bool>("--profile") { Description = "Also write operators.md into the run folder: where the training's processor time went, by operator" };
        var command = new Command("train", "Train an experiment on a corpus and rank its test part; resumes where it was stopped.")
        {
            experiment, data, order, seeds, device, output, cache, models, threads, profile,
        };
        command.SetAction((parsed, stop) =>
        {
            foreach (var seed in Seeds(parsed.GetValue(seeds)!))
            {
                var result = Train.Run(
                    new TrainRequest
                    {
                        Experiment = parsed.GetValue(experiment)!,
                        Data = parsed.GetValue(data)!,
                        Order = parsed.GetValue(order)!,
                        Seed = seed,
                        Device = parsed.GetValue(device)!,
                        Out = parsed.GetValue(output)!,
                        Cache = parsed.GetValue(cache)!,
                        Models = parsed.GetValue(models),
                        Threads = parsed.GetValue(threads),
                        Profile = parsed.GetValue(profile),
                    },
                    CommandLine.Progress(),
                    stop);
                MetricLines.Print(result);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static IEnumerable<long> Seeds(string text)
    {
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            yield return long.TryParse(word, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed) && seed >= 0
                ? seed
                : throw new RegenException($"'{word}' is no seed.", "--seeds", "Give whole numbers from 0 up, separated by commas.");
        }
    }
}
