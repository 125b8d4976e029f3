using System.CommandLine;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen generate compare</c>: the critiques of two writers for the same pairs.</summary>
internal static class CompareCommand
{
    public static Command Build()
    {
        var first = new Option<string>("--first") { Description = "Prepared corpus with the critiques of one writer", HelpName = "DIR", Required = true };
        var second = new Option<string>("--second") { Description = "The same corpus with another's", HelpName = "DIR", Required = true };
        var names = new Option<string[]>("--names") { Description = "What the page calls the two", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true, DefaultValueFactory = static _ => ["first", "second"] };
        var pairs = new Option<int>("--pairs") { Description = "Pairs that are shown", DefaultValueFactory = static _ => 20 };
        var seed = new Option<long>("--seed") { Description = "Draws the pairs", DefaultValueFactory = static _ => 1 };
        var output = Where.Out("critics.md", "Markdown file to write");
        var command = new Command("compare", "Show what two writers of critiques say of the same pairs.") { first, second, names, pairs, seed, output };
        command.SetAction((parsed, _) =>
        {
            var request = new CompareCriticsRequest
            {
                First = parsed.GetRequiredValue(first),
                Second = parsed.GetRequiredValue(second),
                FirstName = parsed.GetRequiredValue(names)[0],
                SecondName = parsed.GetRequiredValue(names)[1],
                Pairs = parsed.GetValue(pairs),
                Seed = parsed.GetValue(seed),
            };
            var found = CompareCritics.Run(request);
            File.WriteAllText(parsed.GetRequiredValue(output), CompareCritics.ToMarkdown(found, request));
            Console.WriteLine($"{found.Both:N0} pairs of both, {found.Equal:N0} equal; {found.Shown.Count} shown in {parsed.GetValue(output)}");
            return Task.FromResult(0);
        });
        return command;
    }
}
