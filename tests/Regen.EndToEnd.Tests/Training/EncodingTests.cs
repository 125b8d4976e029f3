using Regen.Tests;
using Xunit;

namespace Regen.EndToEnd.Tests.Training;

/// <summary><c>regen data encode</c> as a process: in one go, in parts, killed.</summary>
public sealed class EncodingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("regen-encoding-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Parts_that_processes_encode_make_the_cache_of_one_process_also_after_a_kill()
    {
        Assert.Equal(0, (await Shell.Regen("data", "sample", "--users", "300", "--items", "150", "--out", Path.Combine(folder, "corpus"))).ExitCode);
        var whole = await Shell.Regen(Encode("whole"));
        Assert.True(whole.ExitCode == 0, whole.Errors);
        Assert.StartsWith("items: 150 texts by hashed", whole.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await Shell.Regen(Encode("parts", "--shard", "1/2"))).ExitCode);
        var early = await Shell.Regen(Encode("parts", "--join"));
        Assert.Equal(2, early.ExitCode);
        Assert.Contains("are in no part", early.Errors, StringComparison.Ordinal);

        await Shell.Regen(TimeSpan.FromMilliseconds(400), Encode("parts", "--shard", "2/2"));
        Assert.Equal(0, (await Shell.Regen(Encode("parts", "--shard", "2/2"))).ExitCode);
        var joined = await Shell.Regen(Encode("parts", "--join"));
        Assert.True(joined.ExitCode == 0, joined.Errors);
        Assert.Equal(Files("whole"), Files("parts"));
    }

    [Theory]
    [InlineData("--shard", "3/2")]
    [InlineData("--shard", "1/2", "--join")]
    public async Task A_part_that_cannot_be_is_the_users_mistake(params string[] options)
    {
        var said = await Shell.Regen(Encode("none", options));
        Assert.Equal(2, said.ExitCode);
        Assert.Contains("--shard", said.Errors, StringComparison.Ordinal);
    }

    private string[] Encode(string cache, params string[] more) =>
    [
        "data", "encode", "--data", Path.Combine(folder, "corpus"), "--experiment", Repository.Path("experiments/sample/history-critique.v1.yaml"),
        "--cache", Path.Combine(folder, cache), .. more,
    ];

    /// <summary>Index and rows of every whole text cache, by their place.</summary>
    private SortedDictionary<string, string> Files(string cache)
    {
        var root = Path.Combine(folder, cache, "texts");
        var files = Directory.GetDirectories(root).SelectMany(one => new[] { Path.Combine(one, "index"), Path.Combine(one, "rows") });
        return new(files.ToDictionary(file => Path.GetRelativePath(root, file), file => Convert.ToHexString(File.ReadAllBytes(file))), StringComparer.Ordinal);
    }
}
