using System.Diagnostics;
using System.Text.RegularExpressions;
using Regen.Tests;
using Xunit;

namespace Regen.EndToEnd.Tests;

/// <summary>What README tells a newcomer to type exists, options included.</summary>
public sealed partial class ReadmeTests
{
    // These two are the script's own; all else is the program's.
    private static readonly string[] OfTheScript = ["setup", "test"];

    public static TheoryData<string> Commands =>
        [.. CommandLine().Matches(File.ReadAllText(Repository.Path("README.md"))).Select(match => Blanks().Replace(match.Value.Trim(), " ")).Distinct()];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_of_the_README_exists_with_its_options(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToArray();
        var names = words.TakeWhile(word => Name().IsMatch(word)).ToArray();
        if (OfTheScript.Contains(names[0]))
        {
            Assert.Contains($"  {names[0]})", File.ReadAllText(Repository.Path("regen")), StringComparison.Ordinal);
            return;
        }

        var help = Help(names);
        var options = words.Where(word => word.StartsWith("--", StringComparison.Ordinal) && word != "--yes"); // the script takes --yes away
        Assert.All(options, option => Assert.Contains(option, help, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_that_the_README_names_is_there()
    {
        var missing = RepositoryPath().Matches(File.ReadAllText(Repository.Path("README.md")))
            .Select(match => match.Value)
            .Where(path => !File.Exists(Repository.Path(path)) && !Directory.Exists(Repository.Path(path)));

        Assert.Empty(missing.Distinct());
    }

    private static string Help(string[] names)
    {
        var built = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        using var program = Process.Start(new ProcessStartInfo("dotnet", [Repository.Path($"artifacts/bin/Regen.Cli/{built}/regen.dll"), .. names, "--help"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        Assert.True(program.ExitCode == 0, errors.Result + output);
        Assert.Contains($"regen {string.Join(' ', names)}", output, StringComparison.Ordinal);
        return output;
    }

    [GeneratedRegex(@"\./regen [a-z][^`#|\n]*")]
    private static partial Regex CommandLine();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b(docs|experiments|mappings|benchmarks|src|tests)/[\w./-]*[\w/]")]
    private static partial Regex RepositoryPath();
}
