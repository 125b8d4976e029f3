using System.Reflection.Metadata;
using Xunit;

namespace Regen.Architecture.Tests;

/// <summary>What the projects may take from each other: Torch below, Core, Analysis beside it, the command line on top.</summary>
public sealed class CompositionTests
{
    private static readonly string[] AnalysisReads = ["Regen.Core.Domain", "Regen.Core.Evaluation", "Regen.Core.Runs"];

    [Theory]
    [InlineData("TorchSharp", new string[0])]
    [InlineData("Regen.Core", new[] { "TorchSharp" })]
    [InlineData("Regen.Analysis", new[] { "Regen.Core" })]
    [InlineData("regen", new[] { "Regen.Core", "Regen.Analysis", "TorchSharp" })]
    public void A_project_references_only_the_projects_below_it(string project, string[] below)
    {
        using var assembly = CompiledAssembly.Open(project);
        string[] ours = ["TorchSharp", "Regen.Core", "Regen.Analysis", "regen"];

        Strays.None($"{project} may not reference:", assembly.References.Intersect(ours).Except(below));
    }

    [Fact]
    public void Analysis_reads_runs_and_nothing_else_of_Core()
    {
        using var analysis = CompiledAssembly.Open("Regen.Analysis");

        var strays = analysis.ForeignTypes.Where(type =>
            type.StartsWith("Regen.Core.", StringComparison.Ordinal)
            && !AnalysisReads.Any(area => type.StartsWith(area + ".", StringComparison.Ordinal)));

        Strays.None($"Analysis reads only {string.Join(", ", AnalysisReads)}, not:", strays);
    }

    [Theory]
    [InlineData("Regen.Analysis")]
    [InlineData("TorchSharp")]
    public void Nothing_here_reaches_the_network(string project)
    {
        using var assembly = CompiledAssembly.Open(project);

        var strays = assembly.ForeignTypes.Where(type =>
            type.StartsWith("System.Net.", StringComparison.Ordinal) && type != "System.Net.WebUtility");

        Strays.None($"{project} uses the network:", strays);
    }

    [Fact]
    public void In_Core_only_language_models_reach_the_network()
    {
        using var core = CompiledAssembly.Open("Regen.Core");

        var strays =
            from handle in core.Metadata.TypeDefinitions
            let type = TypeNames.Of(core.Metadata, handle)
            where Areas.Of(type) is not (null or "LanguageModels")
            from used in TypesUsed.By(core, handle)
            where used.StartsWith("System.Net.", StringComparison.Ordinal) && used != "System.Net.WebUtility"
            select $"{type} uses {used}";

        Strays.None("Only LanguageModels talks to servers:", strays);
    }

    [Fact]
    public void The_command_line_and_Core_know_no_type_of_FSharp()
    {
        foreach (var project in new[] { "regen", "Regen.Core" })
        {
            using var assembly = CompiledAssembly.Open(project);
            Assert.DoesNotContain("FSharp.Core", assembly.References);
        }
    }

    [Fact]
    public void The_command_line_touches_no_tensor()
    {
        using var program = CompiledAssembly.Open("regen");
        Assert.DoesNotContain("TorchSharp", program.References);
    }

    [Fact]
    public void Classes_of_Core_and_of_the_command_line_are_sealed_unless_somebody_derives_from_them()
    {
        foreach (var project in new[] { "regen", "Regen.Core" })
        {
            using var assembly = CompiledAssembly.Open(project);
            Strays.None("Nobody derives from these, so they are sealed:", OpenClasses(assembly));
        }
    }

    private static IEnumerable<string> OpenClasses(CompiledAssembly assembly)
    {
        var metadata = assembly.Metadata;
        var types = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).ToArray();
        var bases = types.Where(type => !type.BaseType.IsNil && type.BaseType.Kind == HandleKind.TypeDefinition)
            .Select(type => (TypeDefinitionHandle)type.BaseType)
            .ToHashSet();

        return from handle in metadata.TypeDefinitions
               let type = metadata.GetTypeDefinition(handle)
               let name = TypeNames.Of(metadata, handle)
               where !type.Attributes.HasFlag(System.Reflection.TypeAttributes.Sealed)
                   && !type.Attributes.HasFlag(System.Reflection.TypeAttributes.Abstract)
                   && !name.Contains('<', StringComparison.Ordinal)
                   && !bases.Contains(handle)
                   && name != "Program" // the compiler makes it of Program.cs
               select name;
    }
}
