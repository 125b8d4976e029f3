using System.CommandLine;
using Regen.Core.Domain;
using Regen.Core.LanguageModels.Batches;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>submit</c>, <c>poll</c> and <c>ingest</c>: batch files on their way to a provider and back. The same for writing and for rating.</summary>
internal static class BatchCommands
{
    public static void AddTo(Command command)
    {
        command.Add(Submit());
        command.Add(Poll());
        command.Add(Ingest());
    }

    private static Command Submit()
    {
        var (folder, key) = (Folder(), Key());
        var command = new Command("submit", "Send batch files that were not sent yet to the server's files and batches routes.") { folder, key };
        command.SetAction(async (parsed, stop) =>
        {
            Print(await Work(parsed, folder, key).Submit(CommandLine.Progress(), stop).ConfigureAwait(false));
            return 0;
        });
        return command;
    }

    private static Command Poll()
    {
        var (folder, key) = (Folder(), Key());
        var every = new Option<int?>("--every") { Description = "Ask again after so many seconds until everything is there", HelpName = "SECONDS" };
        var command = new Command("poll", "Ask how sent batch files stand, and fetch the answers of those that are done.") { folder, key, every };
        command.SetAction(async (parsed, stop) =>
        {
            var pause = parsed.GetValue(every);
            if (pause is <= 0)
            {
                throw new RegenException("a pause is at least a second", "--every", "give a positive number of seconds");
            }

            Print(await Work(parsed, folder, key).Poll(pause is { } seconds ? TimeSpan.FromSeconds(seconds) : null, CommandLine.Progress(), stop).ConfigureAwait(false));
            return 0;
        });
        return command;
    }

    private static Command Ingest()
    {
        var folder = Folder();
        var files = new Argument<string[]>("files") { Description = "Answer files (default: those that poll fetched)", Arity = ArgumentArity.ZeroOrMore };
        var store = new Option<string?>("--store") { Description = "Folder of the answer store (default: DIR/answers)", HelpName = "DIR" };
        var command = new Command("ingest", "Put a provider's answers into the store, in any order and as far as they came, and tell what is missing.") { folder, files, store };
        command.SetAction(async (parsed, stop) =>
        {
            var work = new BatchWork { Folder = parsed.GetRequiredValue(folder), Store = parsed.GetValue(store) };
            Print(await work.Ingest(parsed.GetValue(files) ?? [], CommandLine.Progress(), stop).ConfigureAwait(false));
            return 0;
        });
        return command;
    }

    public static void Print(BatchWritten written)
    {
        if (written.BeyondBudget > 0)
        {
            Console.WriteLine($"{written.BeyondBudget:N0} requests are beyond the budget and stand in no file");
        }

        if (written.Round is not { Manifest: { } manifest } round)
        {
            Console.WriteLine("no batch file was written: nothing had to be asked, or all of it waits already");
            return;
        }

        var cost = manifest.CostAtMost is { } dollars ? FormattableString.Invariant($", at most {dollars:N2} US dollars") : "";
        Console.WriteLine($"{manifest.Requests:N0} requests in {manifest.Files.Count:N0} files of {manifest.Format} form in {round.Folder}; some {manifest.InputTokens:N0} input tokens{cost}");
        Console.WriteLine("next: submit, poll and ingest with the output folder (or your provider's own tools), then this command again");
    }

    private static void Print(IReadOnlyList<BatchStatus> statuses) => TextTable.Print(
        ["file", "status", "answered >", "failed >", "all >"],
        [.. statuses.Select(static file => new[] { file.File, file.IsFetched ? $"{file.Status}, fetched" : file.Status, $"{file.Completed:N0}", $"{file.Failed:N0}", $"{file.Total:N0}" })]);

    private static void Print(IngestSummary summary)
    {
        TextTable.Print(
            ["", ">"],
            [
                ["requests asked", $"{summary.Asked:N0}"],
                ["answered", $"{summary.Answered:N0}"],
                ["answered, new", $"{summary.Stored:N0}"],
                ["answers cut by the token limit", $"{summary.StoppedByLimit:N0}"],
                ["failed", $"{summary.Failed:N0}"],
                .. summary.FailedByCode.Select(static code => new[] { $"  {code.Key}", $"{code.Value:N0}" }),
                ["cut off or spoilt lines", $"{summary.Torn:N0}"],
                ["missing", $"{summary.Missing:N0}"],
                ["foreign lines", $"{summary.Foreign:N0}"],
                ["doubled, equal", $"{summary.Doubled:N0}"],
                ["doubled, other text", $"{summary.Conflicting:N0}"],
                ["lines without a key", $"{summary.Unattributed:N0}"],
            ]);
        foreach (var example in summary.Examples)
        {
            Console.WriteLine($"  {example}");
        }

        if (summary.ReportedModels.Count > 1)
        {
            Console.Error.WriteLine($"note: the answers come from several models: {string.Join(", ", summary.ReportedModels.Keys)}");
        }
    }

    private static BatchWork Work(ParseResult parsed, Argument<string> folder, Option<string?> key) =>
        new() { Folder = parsed.GetRequiredValue(folder), KeyVariable = parsed.GetValue(key) };

    private static Argument<string> Folder() => new("dir") { Description = "Output folder of the call that wrote the batch files" };

    private static Option<string?> Key() => new("--key-variable") { Description = "Environment variable that holds the key", HelpName = "NAME" };
}
