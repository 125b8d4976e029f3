using System.CommandLine;
using Regen.Core.Configuration;
using Regen.Core.Data;

namespace Regen.Cli.Commands;

/// <summary><c>regen data prepare</c>: raw files to a prepared corpus.</summary>
internal static class DataPrepareCommand
{
    private static readonly PrepareRequest Defaults = new() { Out = "" };

    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "Folder of raw files; each can also be named by itself." };
        var reviews = new Option<string[]>("--reviews") { Description = "Files of reviews.", AllowMultipleArgumentsPerToken = true };
        var metadata = new Option<string[]>("--metadata") { Description = "Files of item metadata.", AllowMultipleArgumentsPerToken = true };
        var sequences = new Option<string?>("--sequences") { Description = "Sequence file (user item item ...) in place of reviews." };
        var timestamps = new Option<string?>("--timestamps") { Description = "Times of the sequence file." };
        var critiques = new Option<string?>("--critiques") { Description = "Written critiques, JSON Lines or Parquet." };
        var mapping = new Option<string?>("--mapping") { Description = "Mapping file, or the name of one in mappings/." };
        var name = new Option<string?>("--name") { Description = "Short name of the corpus (default: its folder's)." };
        var experiment = ExperimentOption();
        var order = Where.Order();
        var folder = new Option<string>("--out") { Description = "Folder of the prepared corpus.", Required = true };
        var memory = new Option<string>("--memory") { Description = "Buffer memory of the data engine.", DefaultValueFactory = _ => Defaults.MemoryLimit };
        var command = new Command("prepare", "Turn raw reviews into sequences; resumes where it was stopped.")
        {
            data, reviews, metadata, sequences, timestamps, critiques, mapping, name, experiment, order, folder, memory,
        };
        command.SetAction((parsed, stop) =>
        {
            var found = parsed.GetValue(data) is { } raw ? DataSources.Detect(raw) : new DataSources { Name = "corpus" };
            var sources = found with
            {
                Reviews = parsed.GetValue(reviews) is { Length: > 0 } files ? files : found.Reviews,
                Metadata = parsed.GetValue(metadata) is { Length: > 0 } items ? items : found.Metadata,
                Sequences = parsed.GetValue(sequences) ?? found.Sequences,
                Timestamps = parsed.GetValue(timestamps) ?? found.Timestamps,
                Critiques = parsed.GetValue(critiques) ?? found.Critiques,
                Mapping = parsed.GetValue(mapping),
                Name = parsed.GetValue(name) ?? found.Name,
            };
            var result = Preparation.Run(
                new PrepareRequest
                {
                    Sources = sources,
                    Config = Config(parsed.GetValue(experiment)),
                    Order = parsed.GetRequiredValue(order),
                    Out = parsed.GetRequiredValue(folder),
                    MemoryLimit = parsed.GetRequiredValue(memory),
                },
                CommandLine.Progress(),
                stop);
            Console.WriteLine($"{result.Manifest.Name} in {result.Folder}{(result.WasThere ? " (was there)" : "")}");
            PrepareLines.Print(result.Manifest);
            return Task.FromResult(0);
        });
        return command;
    }

    public static Option<string?> ExperimentOption() =>
        new("--experiment") { Description = "Experiment file whose 'prepare' section is used (default: the calrec recipe without critiques)." };

    public static PrepareConfig Config(string? experiment) => experiment is null ? CalRec.Default : StrictYaml.Load<Experiment>(experiment).Prepare;
}
