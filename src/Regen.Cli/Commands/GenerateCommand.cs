using System.CommandLine;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.LanguageModels;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen generate</c>: critiques and narratives for a prepared corpus.</summary>
internal static class GenerateCommand
{
    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "Generation file, as in experiments/generation/" };
        var data = new Option<string>("--data") { Description = "Prepared corpus, or folder of raw files", HelpName = "DIR", Required = true };
        var experiment = DataPrepareCommand.ExperimentOption();
        var order = Where.Order();
        var cache = Where.Cache();
        var users = new Option<int?>("--users") { Description = "Users that are written for at most", HelpName = "N" };
        var prompts = new Option<string?>("--prompts") { Description = "Folder of prompts in place of the embedded ones", HelpName = "DIR" };
        var output = new Option<string>("--out") { Description = "Folder of the dataset", HelpName = "DIR", Required = true };
        var answers = new AnswerOptions();
        var command = new Command("generate", "Write critiques and narratives for a prepared corpus; resumes where it was stopped.") { file, data, experiment, order, cache, users, prompts, output };
        answers.AddTo(command);
        command.Add(Merge());
        command.Add(CompareCommand.Build());
        BatchCommands.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var request = answers.Fill(parsed, new GenerateRequest
            {
                Experiment = parsed.GetRequiredValue(file),
                Data = parsed.GetRequiredValue(data),
                Users = parsed.GetValue(users),
                Prompts = parsed.GetValue(prompts),
                Out = parsed.GetRequiredValue(output),
            });
            request = request with
            {
                Data = Prepared(request.Data, DataPrepareCommand.Config(parsed.GetValue(experiment)), parsed.GetRequiredValue(order), parsed.GetRequiredValue(cache), stop),
            };
            return answers.IsDryRun(parsed) ? DryRun(request, stop) : await Run(request, stop).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> Run(GenerateRequest request, CancellationToken stop)
    {
        var result = await Generate.Run(request, CommandLine.Progress(), stop).ConfigureAwait(false);
        AnswerLines.Print(result.Summary);
        if (result.Batch is { } batch)
        {
            BatchCommands.Print(batch);
        }

        if (result.Manifest is not { } manifest)
        {
            Console.WriteLine($"corpus in {request.Data}; {result.Folder} is no dataset before its answers are there (--finish does without the missing ones)");
            return 0;
        }

        TextTable.Print(["", ">"], [.. manifest.Counts.Concat(manifest.Dropped).Select(static pair => new[] { pair.Key.Replace('_', ' '), $"{pair.Value:N0}" })]);
        Console.WriteLine($"corpus in {request.Data}, dataset in {result.Folder}");
        return 0;
    }

    private static int DryRun(GenerateRequest request, CancellationToken stop)
    {
        foreach (var (what, estimate) in Generate.Estimate(request, stop))
        {
            AnswerLines.Print(what, estimate);
        }

        return 0;
    }

    // A dataset refers to a prepared corpus by its folder, so raw files are prepared into the cache first.
    private static string Prepared(string data, PrepareConfig config, string order, string cache, CancellationToken stop) =>
        File.Exists(Path.Combine(data, "manifest.json")) ? data : PreparedStore.FindOrPrepare(data, config, order, Path.Combine(cache, "prepared"), CommandLine.Progress(), stop);

    private static Command Merge()
    {
        var target = new Option<string>("--into") { Description = "Store that receives the answers", HelpName = "DIR", Required = true };
        var sources = new Argument<string[]>("stores") { Description = "Stores of the parts", Arity = ArgumentArity.OneOrMore };
        var command = new Command("merge", "Put the answers of several stores into one; two answers to one request are refused.") { sources, target };
        command.SetAction((parsed, _) =>
        {
            var result = DuckDBAnswerStore.Merge(parsed.GetRequiredValue(target), parsed.GetRequiredValue(sources));
            Console.WriteLine($"{result.Answers:N0} answers, {result.Attempts:N0} attempts merged into {parsed.GetRequiredValue(target)}");
            return Task.FromResult(0);
        });
        return command;
    }
}
