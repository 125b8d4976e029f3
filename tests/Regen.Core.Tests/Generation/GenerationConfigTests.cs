using Regen.Core.Configuration;
using Regen.Core.Generation;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Generation;

public sealed class GenerationConfigTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.Path("experiments/generation"), "*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_shipped_file_loads_is_called_after_itself_and_survives_its_canonical_form(string file)
    {
        var config = StrictYaml.Load<GenerationConfig>(Repository.Path("experiments/generation/" + file));
        Assert.True(GenerationConfig.Is(Repository.Path("experiments/generation/" + file)));
        Assert.Equal(file, $"{config.Name}.v{config.Version}.yaml");
        Assert.EndsWith("?", config.Question, StringComparison.Ordinal);
        Assert.Equal(StrictYaml.Sha256(config), StrictYaml.Sha256(StrictYaml.Parse<GenerationConfig>(StrictYaml.Write(config), file)));
        _ = config.Critiques is { } critiques ? new CritiqueWriter(critiques, config.History, new PromptLibrary()) : null;
        _ = config.Narratives is { } narratives ? new NarrativeWriter(narratives, config.History, new PromptLibrary()) : null;
        Assert.False(config.Critiques is null && config.Narratives is null);
    }

    [Fact]
    public void A_file_that_contradicts_itself_tells_every_problem()
    {
        var text = File.ReadAllText(Repository.Path("experiments/generation/sample.v1.yaml")).Replace("version: 1", "version: 0");
        var critiques = text[text.IndexOf("critiques:\n  prompt", StringComparison.Ordinal)..text.IndexOf("narratives:\n", StringComparison.Ordinal)];
        var problems = Assert.Throws<ConfigException>(() => StrictYaml.Parse<GenerationConfig>(text.Replace(critiques, ""), "x")).Message;
        Assert.Contains("0 is below 1", problems, StringComparison.Ordinal);
        Assert.Contains("narratives are to read critiques, and none are written", problems, StringComparison.Ordinal);
    }
}
