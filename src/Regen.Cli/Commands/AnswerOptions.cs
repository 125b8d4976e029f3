using System.CommandLine;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.LanguageModels.Batches;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary>The options that say who answers and what it may cost: the same for writing and for rating.</summary>
internal sealed class AnswerOptions
{
    private readonly Option<string?> store = new("--store") { Description = "Folder of the answer store (default: OUT/answers)", HelpName = "DIR" };
    private readonly Option<string?> endpoint = new("--endpoint") { Description = "OpenAI-compatible server in place of the file's model, as http://127.0.0.1:8080/v1/", HelpName = "URL" };
    private readonly Option<string?> model = new("--model") { Description = "The model's name at that server", HelpName = "NAME" };
    private readonly Option<string?> key = new("--key-variable") { Description = "Environment variable that holds the key", HelpName = "NAME" };
    private readonly Option<double?> cost = new("--max-cost") { Description = "US dollars that the store may spend over its whole life", HelpName = "USD" };
    private readonly Option<long?> requests = new("--max-requests") { Description = "Attempts that the store may make over its whole life", HelpName = "N" };
    private readonly Option<string?> shard = new("--shard") { Description = "I/N: only the I-th of N parts of the users; each with its own store and output" };
    private readonly Option<string> executor = new("--executor") { Description = "direct: ask now; batch: write batch files below OUT for submit, poll and ingest", DefaultValueFactory = static _ => "direct" };
    private readonly Option<string> format = new("--format") { Description = "Form of batch files", DefaultValueFactory = static _ => "openai" };
    private readonly Option<int?> lines = new("--batch-lines") { Description = "Requests of a batch file at most (default: the provider's limit)", HelpName = "N" };
    private readonly Option<bool> again = new("--ask-again") { Description = "Also write anew what waits in batch files that nothing was heard of" };
    private readonly Option<bool> last = new("--finish") { Description = "Write no more batch files: what has no answer by now is left out and counted" };
    private readonly Option<bool> dry = new("--dry-run") { Description = "Print requests, tokens, cost and time, and ask nothing" };

    public void AddTo(Command command)
    {
        executor.AcceptOnlyFromAmong("direct", "batch");
        format.AcceptOnlyFromAmong("openai", "gemini");
        foreach (var option in (Option[])[store, endpoint, model, key, cost, requests, shard, executor, format, lines, again, last, dry])
        {
            command.Add(option);
        }
    }

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(dry);

    /// <returns>The request with these places filled in.</returns>
    public T Fill<T>(ParseResult parsed, T request)
        where T : AnswerPlaces => request with
        {
            Store = parsed.GetValue(store),
            Endpoint = parsed.GetValue(endpoint),
            Model = parsed.GetValue(model),
            KeyVariable = parsed.GetValue(key),
            Budget = new Budget { MaxCost = parsed.GetValue(cost), MaxRequests = parsed.GetValue(requests) },
            Batch = parsed.GetValue(executor) == "batch" ? Batch(parsed) : NoBatch(parsed),
            Part = parsed.GetValue(shard) is { } text ? WorkPart.Parse(text, "--shard") : null,
        };

    private BatchOptions? NoBatch(ParseResult parsed)
    {
        Option[] given = [.. ((Option[])[format, lines, again, last]).Where(option => parsed.GetResult(option) is { Implicit: false })];
        return given.Length == 0 ? null : throw new RegenException(
            $"said of batch files, and none are written: {string.Join(", ", given.Select(static option => option.Name))}", "options", "add --executor batch, or leave them out");
    }

    private BatchOptions Batch(ParseResult parsed)
    {
        var usual = BatchOptions.For(parsed.GetValue(format) == "gemini" ? BatchFormat.Gemini : BatchFormat.OpenAI);
        var most = parsed.GetValue(lines);
        return most is null or > 0
            ? usual with { MaxLines = most ?? usual.MaxLines, IsAskingAgain = parsed.GetValue(again), IsLast = parsed.GetValue(last) }
            : throw new RegenException("a batch file holds at least one request", "--batch-lines", "give a positive number");
    }
}
