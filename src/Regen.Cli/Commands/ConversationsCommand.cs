using System.CommandLine;
using Regen.Core.Runs;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen conversations</c>: a few critiqued test users, with and without what they said.</summary>
internal static class ConversationsCommand
{
    public static Command Build()
    {
        var run = new Option<string>("--run") { Description = "Folder of a finished run that hears critiques", Required = true };
        var count = new Option<int>("--count") { Description = "Conversations of either sort, good and bad", DefaultValueFactory = _ => 5 };
        var output = Where.Out("conversations.md", "Markdown file to write");
        var (data, cache, models, device, threads) = (Where.Data(), Where.Cache(), Where.Models(), Where.Device(), Where.Threads());
        var command = new Command("conversations", "Show critiqued test users with their best items, with and without the critique.")
        {
            run, data, count, output, cache, models, device, threads,
        };
        command.SetAction((parsed, stop) =>
        {
            var found = Conversations.Run(
                new ConversationsRequest
                {
                    Run = parsed.GetValue(run)!,
                    Data = parsed.GetValue(data)!,
                    OfEachSort = parsed.GetValue(count),
                    Cache = parsed.GetValue(cache)!,
                    Models = parsed.GetValue(models),
                    Device = parsed.GetValue(device)!,
                    Threads = parsed.GetValue(threads),
                },
                CommandLine.Progress(),
                stop);
            var file = parsed.GetValue(output)!;
            File.WriteAllText(file, Conversations.ToMarkdown(found, RunStore.Open(parsed.GetValue(run)!).ReadRecord()));
            Console.WriteLine($"{found.Count} conversations in {file}");
            return Task.FromResult(0);
        });
        return command;
    }
}
