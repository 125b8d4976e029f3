using Regen.Core.Domain;
using Regen.Core.Generation;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.Generation;

public sealed class PromptTests : IDisposable
{
    private static readonly PromptShape Shape = new(["data_block", "schema"], ["count"]);
    private static readonly Dictionary<string, string> Settings = new() { ["count"] = "3" };
    private const string Good = "A comment.\n\n=== system\nrules\n\n=== task\ndo {{count}}\n=== data\n{{data_block}}\n=== answer\n{{schema}}\n=== schema\n{ \"type\": \"object\", \"n\": {{count}} }\n";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Sections_become_a_request()
    {
        var prompt = Load(Good);
        var request = prompt.Fill("place/1", prompt.Schema(Settings), new Dictionary<string, string> { ["count"] = "3", ["data_block"] = "DATA {{count}}", ["schema"] = "S" });

        Assert.Equal("rules", request.System);
        Assert.Equal("do 3\n\nDATA {{count}}\n\nS", request.User);
        Assert.Equal("""{"type":"object","n":3}""", request.Schema);
        Assert.Equal("own", request.SchemaName);
    }

    [Fact]
    public void A_line_that_is_only_a_hole_goes_where_nothing_fills_it()
    {
        var prompt = Load(Good.Replace("{{data_block}}", "{{data_block}}\nnext"));
        var request = prompt.Fill("p", "{}", new Dictionary<string, string> { ["count"] = "3", ["data_block"] = "", ["schema"] = "S" });
        Assert.Equal("do 3\n\nnext\n\nS", request.User);
    }

    [Fact]
    public void Every_problem_is_told_at_once()
    {
        var problem = Assert.Throws<RegenException>(() => Load("=== system\n{{nobody}}\n=== task\n{{Bad hole}}\n=== task\n=== extra\n=== schema\n{}\n"));
        foreach (var part in new[] { "no hole is called 'nobody'", "opens a hole and names none", "section task stands twice", "no section is called 'extra'", "section data is missing", "section answer is missing", "the hole {{data_block}} is missing", "the hole {{schema}} is missing" })
        {
            Assert.Contains(part, problem.What, StringComparison.Ordinal);
        }

        Assert.Equal(folder.File("own.v1.txt"), problem.Where);
    }

    [Fact]
    public void A_schema_that_is_no_JSON_is_refused() =>
        Assert.Contains("schema is no JSON", Assert.Throws<RegenException>(() => Load(Good.Replace("{ \"type\"", "{ type"))).What, StringComparison.Ordinal);

    [Fact]
    public void A_folder_goes_before_what_is_embedded_and_has_a_hash_of_its_own()
    {
        var embedded = new PromptLibrary().Read("critique.v1");
        File.WriteAllText(folder.File("critique.v1.txt"), embedded.Replace("as shoppers talk", "as shoppers speak"));

        var (own, theirs) = (new CritiqueWriter(Shoppers.Critiques, Shoppers.Uncut, new PromptLibrary(folder.Path)), new CritiqueWriter(Shoppers.Critiques, Shoppers.Uncut, new PromptLibrary()));
        Assert.Contains("as shoppers speak", own.Questions([Shoppers.Canaries(2)]).Single().First.User, StringComparison.Ordinal);
        Assert.NotEqual(theirs.Prompt, own.Prompt);
    }

    [Theory]
    [InlineData("nothing.v1", "there is no prompt 'nothing.v1'")]
    [InlineData("../critique.v1", "is no name of a prompt")]
    [InlineData("critique", "is no name of a prompt")]
    public void A_missing_prompt_says_which_there_are(string name, string expected)
    {
        var problem = Assert.Throws<RegenException>(() => new PromptLibrary(folder.Path).Read(name));
        Assert.Contains(expected, problem.What, StringComparison.Ordinal);
        Assert.Contains("critique.v1", problem.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_without_a_place_for_the_history_is_refused_where_histories_are_asked_for()
    {
        File.WriteAllText(folder.File("critique.v1.txt"), new PromptLibrary().Read("critique.v1").Replace("{{history}}\n", ""));
        _ = new CritiqueWriter(Shoppers.Critiques, Shoppers.Uncut, new PromptLibrary(folder.Path));
        Assert.Throws<RegenException>(() => new CritiqueWriter(Shoppers.Critiques with { History = true }, Shoppers.Uncut, new PromptLibrary(folder.Path)));
    }

    private Prompt Load(string text)
    {
        File.WriteAllText(folder.File("own.v1.txt"), text);
        return new PromptLibrary(folder.Path).Load("own.v1", Shape, Settings);
    }
}
