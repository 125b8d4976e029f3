using System.Text.RegularExpressions;
using Regen.Tests;
using Xunit;

namespace Regen.Architecture.Tests;

public sealed partial class AreaTests
{
    private const string Core = "src/Regen.Core";

    public static TheoryData<string> Names => [.. Areas.MayUse.Keys];

    [Fact]
    public void Every_folder_of_Core_is_an_area_with_a_row_in_the_table()
    {
        var strangers = Directory.GetDirectories(Repository.Path(Core))
            .Select(folder => Path.GetFileName(folder)!)
            .Where(folder => folder is not ("bin" or "obj") && !Areas.MayUse.ContainsKey(folder));

        Strays.None("Each folder of Core needs a row in Areas.cs:", strangers);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_files_of_an_area_name_only_the_areas_below_it(string area)
    {
        var allowed = Areas.MayUse[area].Append(area).ToHashSet();

        var strays =
            from file in SourceFiles.Of($"{Core}/{area}", ".cs")
            from line in File.ReadLines(file)
            from Match match in NameOfOurs().Matches(WithoutComment(line))
            let named = Areas.Of(match.Value)
            where !allowed.Contains(named!)
            select $"{SourceFiles.Relative(file)}: {line.Trim()}";

        Strays.None($"{area} may use {string.Join(", ", allowed)}:", strays);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_files_of_an_area_declare_its_namespace(string area)
    {
        var strays =
            from file in SourceFiles.Of($"{Core}/{area}", ".cs")
            let declared = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal)) ?? ""
            where Areas.Of(declared.Replace("namespace ", "", StringComparison.Ordinal).TrimEnd(';')) != area
            select $"{SourceFiles.Relative(file)}: {declared}";

        Strays.None($"A file below {area} belongs to namespace Regen.Core.{area}:", strays);
    }

    [Fact]
    public void The_compiled_types_of_an_area_use_only_the_areas_below_it()
    {
        using var core = CompiledAssembly.Open("Regen.Core");

        var strays =
            from handle in core.Metadata.TypeDefinitions
            let type = TypeNames.Of(core.Metadata, handle)
            let area = Areas.Of(type)
            where area is not null && Areas.MayUse.ContainsKey(area)
            from used in TypesUsed.By(core, handle)
            let other = Areas.Of(used)
            where other is not null && other != area && !Areas.MayUse[area].Contains(other)
            select $"{type} uses {used}";

        Strays.None("Areas.cs does not allow:", strays);
    }

    [Fact]
    public void The_reader_of_compiled_types_sees_what_a_body_a_field_and_a_base_name()
    {
        // Without this, a blind reader would pass the test above.
        using var tests = CompiledAssembly.Open("Regen.Architecture.Tests");
        var handle = tests.Metadata.TypeDefinitions.Single(h => TypeNames.Of(tests.Metadata, h).EndsWith("+Specimen", StringComparison.Ordinal));

        var used = TypesUsed.By(tests, handle);

        Assert.Contains("System.Text.StringBuilder", used); // only in a body
        Assert.Contains("System.Version", used); // only as a type argument of a field
        Assert.Contains("System.Attribute", used); // only as the base
        Assert.Contains("System.ComponentModel.DescriptionAttribute", used); // only as an attribute
        Assert.Contains("System.FormatException", used); // only caught
    }

    private static string WithoutComment(string line) =>
        line.IndexOf("//", StringComparison.Ordinal) is >= 0 and var start && !line.Contains("://", StringComparison.Ordinal) ? line[..start] : line;

    [GeneratedRegex(@"\b(Regen\.Core\.[A-Z]\w*|TorchSharp)(?![\w""])")]
    private static partial Regex NameOfOurs();

    [AttributeUsage(AttributeTargets.Class)]
    private sealed class Specimen : Attribute
    {
        private readonly List<Version?> versions = [];

        [System.ComponentModel.Description("Only to be seen by the reader.")]
        public string Text()
        {
            try
            {
                return new System.Text.StringBuilder().Append(versions.Count).ToString();
            }
            catch (FormatException)
            {
                return "";
            }
        }
    }
}
