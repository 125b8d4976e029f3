using Regen.Core.Data;
using Regen.Core.Data.Dataset;
using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Tests.Storage;
using Regen.Core.Workbench;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Workbench;

/// <summary>The first command of the README, on a sample of a few dozen users.</summary>
[Collection("torch")] // it trains
public sealed class ReproduceTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_second_call_only_reads()
    {
        var request = Request("twice");
        var first = await Reproduce.Run(request, stop: TestContext.Current.CancellationToken);
        var made = Stamps(request.Out);

        var second = await Reproduce.Run(request, stop: TestContext.Current.CancellationToken);

        Assert.True(first.IsFresh);
        Assert.False(second.IsFresh);
        Assert.Equal(made, Stamps(request.Out));
        Assert.Equal(first.Ratings.Prepend(first.Dataset), second.Ratings.Prepend(second.Dataset));
        Assert.Equal(["scores", "bias"], second.Ratings.Select(ratings => new RatingFolder(ratings).ReadRecord().Study));
    }

    [Fact]
    public async Task The_experiments_read_the_critiques_that_were_generated()
    {
        var request = Request("read");
        var made = await Reproduce.Run(request, stop: TestContext.Current.CancellationToken);

        var prepared = Directory.GetDirectories(Path.Combine(request.Cache, "prepared")).Select(PreparedStore.Open).Single(data => data.Sha256 == made.Runs[0].Record.DataSha256);
        var heard = prepared.CritiqueTexts.ToHashSet();
        var written = DatasetReader.Read(made.Dataset, prepared.Folder).SelectMany(user => user.Critiques).SelectMany(critique => critique.Options).ToArray();
        Assert.NotEmpty(written);
        Assert.Equal(written.Distinct().Order(), heard.Order());
        Assert.All(made.Runs, run => Assert.Equal(prepared.Sha256, run.Record.DataSha256));
    }

    [Theory]
    [InlineData("asking")] // while critiques are written
    [InlineData("experiment")] // before the first training
    [InlineData("bias.v1")] // before the second rating
    public async Task A_stopped_call_goes_on_to_the_same_bytes(string stage)
    {
        var whole = Request("whole");
        await Reproduce.Run(whole, stop: TestContext.Current.CancellationToken);
        var stopped = Request("stopped");
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Reproduce.Run(stopped, new StopAt(stage, stop), stop.Token));
        Assert.False(File.Exists(Path.Combine(stopped.Out, "ratings", "bias.v1", RatingFolder.RecordName)));
        var resumed = await Reproduce.Run(stopped, stop: TestContext.Current.CancellationToken);

        Assert.True(resumed.IsFresh);
        foreach (var file in new[] { "datasets/sample/critiques.parquet", "datasets/sample/narratives.parquet", "datasets/sample/manifest.json", "ratings/sample.v1/ratings.parquet", "ratings/bias.v1/ratings.parquet" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole.Out, file)), File.ReadAllBytes(Path.Combine(stopped.Out, file)));
        }
    }

    [Fact]
    public async Task Another_dataset_is_rated_again()
    {
        var request = Request("again");
        await Reproduce.Run(request, stop: TestContext.Current.CancellationToken);
        var other = File.ReadAllText(request.Generation).Replace("seed: 1 ", "seed: 2 ", StringComparison.Ordinal);
        File.WriteAllText(request.Generation, other);
        var before = new RatingFolder(Path.Combine(request.Out, "ratings", "sample.v1")).ReadRecord();

        var made = await Reproduce.Run(request with { Out = request.Out, Experiments = [Write("later", "baselines/popularity.v1.yaml", "name: popularity", "name: later")] }, stop: TestContext.Current.CancellationToken);

        Assert.True(made.IsFresh);
        Assert.NotEqual(before.DatasetSha256, new RatingFolder(made.Ratings[0]).ReadRecord().DatasetSha256);
    }

    private ReproduceRequest Request(string name) => new()
    {
        Generation = Write("sample", "generation/sample.v1.yaml"),
        Experiments =
        [
            Write("experiment", "sample/history-critique.v1.yaml", "name: history-critique", "name: experiment", "epochs: 20", "epochs: 1", "width: 64", "width: 8"),
            Write("popularity", "baselines/popularity.v1.yaml"),
        ],
        Ratings = [Write("sample", "rating/sample.v1.yaml"), Write("bias", "rating/bias.v1.yaml", "users: 300", "users: 12")],
        Out = folder.File(name),
        Cache = folder.File(name + "-cache"),
        Users = 60,
        Items = 60,
        Threads = 1,
    };

    // Into folders of their own: two files may be called alike.
    private string Write(string name, string shipped, params string[] changes)
    {
        var text = File.ReadAllText(Repository.Path("experiments/" + shipped));
        for (var at = 0; at < changes.Length; at += 2)
        {
            Assert.Contains(changes[at], text, StringComparison.Ordinal);
            text = text.Replace(changes[at], changes[at + 1], StringComparison.Ordinal);
        }

        var place = Directory.CreateDirectory(folder.File(Path.GetDirectoryName(shipped)!)).FullName;
        var file = Path.Combine(place, name + ".v1.yaml");
        File.WriteAllText(file, text);
        return file;
    }

    private static string[] Stamps(string root) =>
        [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Order().Select(file => $"{file} {new FileInfo(file).Length} {File.GetLastWriteTimeUtc(file):O}")];

    private sealed class StopAt(string stage, CancellationTokenSource stop) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Stage.Contains(stage, StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }
}
