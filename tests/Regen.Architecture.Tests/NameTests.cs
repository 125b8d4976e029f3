using System.Text.RegularExpressions;
using Xunit;

namespace Regen.Architecture.Tests;

public sealed partial class NameTests
{
    // The two lists that name what may not be named.
    private static readonly string[] Exempt = [".ci/run", "tests/Regen.Architecture.Tests/NameTests.cs"];

    private static readonly string[] Texts =
        [".cs", ".fs", ".fsx", ".csx", ".csproj", ".fsproj", ".props", ".md", ".yaml", ".yml", ".json", ".sh", ".txt", ".cpp", ".h", ".sql", ".py", ".mjs", ".html", ""];

    [Fact]
    public void No_file_names_a_path_of_one_machine_or_a_package_host()
    {
        var strays =
            from path in SourceFiles.Of(".", Texts)
            let name = SourceFiles.Relative(path)
            where !Exempt.Contains(name)
            from line in File.ReadLines(path).Select((text, index) => (text, number: index + 1))
            where Machine().IsMatch(line.text)
            select $"{name}:{line.number}: {line.text.Trim()}";

        Strays.None("These lines name a place that only one machine has:", strays);
    }

    [Fact]
    public void No_type_is_called_after_nothing_in_particular()
    {
        var strays =
            from project in new[] { "regen", "Regen.Core", "Regen.Analysis" }
            from name in NamesIn(project)
            where Vague().IsMatch(name)
            select name;

        Strays.None("These types are named after nothing in particular:", strays);
    }

    [Fact]
    public void No_file_hides_code_in_regions_or_imports_Regen_globally()
    {
        var strays =
            from folder in new[] { "src", "tests" }
            from path in SourceFiles.Of(folder, ".cs")
            from line in File.ReadLines(path)
            where line.TrimStart().StartsWith("#region", StringComparison.Ordinal)
                || line.StartsWith("global using Regen", StringComparison.Ordinal)
            select $"{SourceFiles.Relative(path)}: {line}";

        Strays.None("These lines hide what a file uses or holds:", strays);
    }

    private static string[] NamesIn(string project)
    {
        using var assembly = CompiledAssembly.Open(project);
        return [.. assembly.Metadata.TypeDefinitions.Select(handle => TypeNames.Of(assembly.Metadata, handle))];
    }

    [GeneratedRegex(@"(?<![\w.])/(work|root|tmp/wt|home/\w+|Users/\w+)(/|\b)|\.\./shared\b|api\.nuget\.org|registry\.npmjs\.org|[A-Z]:\\Users\\")]
    private static partial Regex Machine();

    [GeneratedRegex(@"(Manager|Helper|Helpers|Utils|Util)$")]
    private static partial Regex Vague();
}
