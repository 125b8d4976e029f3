using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace Regen.Architecture.Tests;

public sealed class DocumentationTests
{
    public static TheoryData<string> Assemblies => ["TorchSharp", "Regen.Core", "Regen.Analysis", "regen"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_public_type_has_a_summary(string assembly)
    {
        var summaries = Members(assembly)
            .Where(member => member.Name.StartsWith("T:", StringComparison.Ordinal))
            .ToDictionary(member => member.Name[2..], member => member.Element.Element("summary")?.Value.Trim() ?? "");

        var silent = Assembly.Load(assembly).GetExportedTypes()
            .Where(IsWrittenByAPerson)
            .Select(type => type.FullName!.Replace('+', '.'))
            .Where(name => summaries.GetValueOrDefault(name, "").Length == 0);

        Strays.None("These public types need a <summary>:", silent);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_documentation_tag_is_empty(string assembly)
    {
        string[] mayBeEmpty = ["see", "seealso", "paramref", "typeparamref", "inheritdoc", "br", "para"];

        var empty =
            from member in Members(assembly)
            from tag in member.Element.Descendants()
            where !mayBeEmpty.Contains(tag.Name.LocalName) && !tag.HasElements && string.IsNullOrWhiteSpace(tag.Value)
            select $"{member.Name}: <{tag.Name}>";

        Strays.None("These documentation tags say nothing:", empty);
    }

    private static IEnumerable<(string Name, XElement Element)> Members(string assembly) =>
        XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly + ".xml"))
            .Descendants("member")
            .Select(member => (member.Attribute("name")!.Value, member));

    // The F# compiler adds public types of its own (a union's cases and tags, a file's start-up class).
    private static bool IsWrittenByAPerson(Type type) =>
        !type.Name.Contains('<', StringComparison.Ordinal)
        && !type.Name.Contains('@', StringComparison.Ordinal)
        && (type.DeclaringType is not { } outer || !IsUnion(outer))
        && type.GetCustomAttributesData().All(data => data.AttributeType.Name != "CompilerGeneratedAttribute");

    private static bool IsUnion(Type type) =>
        type.GetCustomAttributesData().Any(data => data.AttributeType.Name == "CompilationMappingAttribute"
            && data.ConstructorArguments.Count > 0
            && Convert.ToInt32(data.ConstructorArguments[0].Value, null) is 1); // SourceConstructFlags.SumType
}
