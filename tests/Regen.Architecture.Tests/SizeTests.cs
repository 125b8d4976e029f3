using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Regen.Tests;
using Xunit;

namespace Regen.Architecture.Tests;

/// <summary>The size budget, and the list of those who may go beyond it with their reasons (size-exemptions.txt).</summary>
public sealed class SizeTests
{
    private const int FileLines = 300;
    private const int MethodLines = 40;
    private static readonly string[] Folders = ["src", "tests", "benchmarks"];

    [Fact]
    public void A_file_has_at_most_300_lines()
    {
        var allowed = Exemptions();
        var strays = LongFiles().Where(file => !allowed.ContainsKey(file.Name)).Select(file => $"{file.Name}: {file.Lines} lines");

        Strays.None("Files are split at 300 lines, or size-exemptions.txt says why not:", strays);
    }

    [Fact]
    public void A_method_has_at_most_40_lines()
    {
        var allowed = Exemptions();
        var strays = LongMethods().Where(method => !allowed.ContainsKey(method.Name)).Select(method => $"{method.Name}: {method.Lines} lines");

        Strays.None("Methods are split at 40 lines, or size-exemptions.txt says why not:", strays);
    }

    [Fact]
    public void Each_exemption_states_a_reason_and_is_still_needed()
    {
        var needed = LongFiles().Concat(LongMethods()).Select(found => found.Name).ToHashSet();

        var strays =
            from entry in Exemptions()
            let fault = entry.Value.Length < 20 ? "says no reason" : needed.Contains(entry.Key) ? null : "is short enough now"
            where fault is not null
            select $"{entry.Key} {fault}";

        Strays.None("size-exemptions.txt:", strays);
    }

    private static IEnumerable<(string Name, int Lines)> LongFiles() =>
        from folder in Folders
        from path in SourceFiles.Of(folder, ".cs", ".fs", ".cpp", ".h", ".sh")
        let lines = File.ReadLines(path).Count()
        where lines > FileLines
        select (SourceFiles.Relative(path), lines);

    private static IEnumerable<(string Name, int Lines)> LongMethods() =>
        from folder in Folders
        from path in SourceFiles.Of(folder, ".cs")
        let tree = CSharpSyntaxTree.ParseText(File.ReadAllText(path), cancellationToken: TestContext.Current.CancellationToken)
        from member in tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
        let lines = Lines(tree, member)
        where lines > MethodLines
        select ($"{SourceFiles.Relative(path)}::{Name(member)}", lines);

    // From the first line after attributes and comments to the closing brace.
    private static int Lines(SyntaxTree tree, BaseMethodDeclarationSyntax member)
    {
        var start = member.AttributeLists.Count == 0 ? member.SpanStart : member.AttributeLists.Span.End;
        var span = tree.GetLineSpan(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(start, member.Span.End));
        return span.EndLinePosition.Line - span.StartLinePosition.Line + (member.AttributeLists.Count == 0 ? 1 : 0);
    }

    private static string Name(BaseMethodDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        OperatorDeclarationSyntax @operator => "operator " + @operator.OperatorToken.Text,
        _ => member.Kind().ToString(),
    };

    private static Dictionary<string, string> Exemptions() =>
        File.ReadLines(Repository.Path("tests/Regen.Architecture.Tests/size-exemptions.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', 2))
            .ToDictionary(parts => parts[0], parts => parts.Length == 2 ? parts[1].Trim() : "");
}
