using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Regen.Core.LanguageModels;
using Regen.Tests;
using Xunit;

namespace Regen.EndToEnd.Tests.Generation;

/// <summary>A generation that is killed (SIGKILL) at random moments ends in the bytes of an undisturbed one. Three kills each; with REGEN_SOAK 200 of the scripted writer and 20 at a server.</summary>
public sealed class GenerationKillTests : IDisposable
{
    private const string Canary = "sk-canary-71d0c5e3ba";
    private const string KeyVariable = "REGEN_TEST_GENERATION_KEY";

    private readonly string folder = Directory.CreateTempSubdirectory("regen-generation-").FullName;
    private readonly StringBuilder streams = new();

    private static bool IsSoak => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("REGEN_SOAK"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Written_by_the_scripted_writer_and_killed_again_and_again_it_ends_in_the_same_bytes()
    {
        await Sample();
        await Check(IsSoak ? 200 : 3, []);
        using var store = DuckDBAnswerStore.Open(At("killed", "answers"));
        Assert.Equal(store.CountAnswers(), store.Totals.Attempts - store.Totals.Lost);
        Assert.Equal(0, store.Totals.Open);
    }

    [Fact]
    public async Task Written_by_a_server_and_killed_again_and_again_it_ends_in_the_same_bytes_and_the_key_is_nowhere()
    {
        Environment.SetEnvironmentVariable(KeyVariable, Canary);
        using var server = new WritingServer();
        await Sample();
        await Check(IsSoak ? 20 : 3, ["--endpoint", server.Address, "--model", "writer", "--key-variable", KeyVariable]);

        using (var store = DuckDBAnswerStore.Open(At("killed", "answers")))
        {
            Assert.Equal(0, store.Totals.Open);
            Assert.Equal(store.CountAnswers(), store.Attempts[AttemptKind.Answered]);
            Assert.Equal("writer of Bearer [key]", Assert.Single(store.ReportedModels()).Key);
        }

        Assert.True(server.Answers > 0);
        Assert.DoesNotContain(Canary, streams.ToString(), StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories),
            static file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary))));
    }

    private string At(params string[] parts) => Path.Combine([folder, .. parts]);

    private async Task Sample()
    {
        var end = await Shell.Regen("data", "sample", "--users", "400", "--items", "150", "--out", At("corpus"));
        Assert.True(end.ExitCode == 0, end.Errors);
    }

    private async Task Check(int kills, string[] model)
    {
        await Finish("first", model); // prepares the corpus
        var clock = Stopwatch.StartNew();
        await Finish("whole", model);
        var whole = clock.Elapsed;
        var expected = Hashes("whole");
        Assert.True(expected.Count > 2, string.Join(", ", expected.Keys));

        var random = new Random(Environment.TickCount); // other moments each time, on purpose
        var landed = 0;
        for (var attempt = 0; landed < kills && attempt < 20 * kills; attempt++)
        {
            var end = await Shell.Regen(whole * (0.1 + (0.9 * random.NextDouble())), Generate("killed", model));
            Keep(end);
            if (end.ExitCode != 0)
            {
                Assert.True(end.ExitCode > 128, end.Errors);
                landed++;
                continue;
            }

            Assert.Equal(expected, Hashes("killed"));
            Directory.Delete(At("killed"), recursive: true); // it was done before the blow: begin anew
        }

        Assert.Equal(kills, landed);
        await Finish("killed", model);
        Assert.Equal(expected, Hashes("killed"));
        Assert.Equal(Answers("whole"), Answers("killed"));
    }

    private async Task Finish(string name, string[] model)
    {
        var end = await Shell.Regen(Generate(name, model));
        Keep(end);
        Assert.True(end.ExitCode == 0, end.Errors);
    }

    private void Keep(Finished end) => streams.Append(end.Output).Append(end.Errors);

    private string[] Generate(string name, string[] model) =>
        ["generate", Repository.Path("experiments/generation/sample.v1.yaml"), "--data", At("corpus"), "--cache", At("cache"), "--out", At(name), .. model];

    private long Answers(string name)
    {
        using var store = DuckDBAnswerStore.Open(At(name, "answers"));
        return store.CountAnswers();
    }

    private Dictionary<string, string> Hashes(string name) => Directory.GetFiles(At(name), "*", SearchOption.AllDirectories)
        .Select(file => (Name: Path.GetRelativePath(At(name), file), File: file))
        .Where(static one => !one.Name.StartsWith("answers/", StringComparison.Ordinal))
        .ToDictionary(static one => one.Name, static one => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(one.File))));
}
