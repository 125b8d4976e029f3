using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;
using Regen.Core.Tests.Storage;
using Regen.Core.Tests.Training;
using Regen.Core.Training;
using Regen.Core.Workbench;
using TorchSharp;
using Xunit;

namespace Regen.Core.Tests.Workbench;

[Collection("torch")] // seeds, threads and the count of tensors belong to the process
public sealed class EvaluationShardTests : IDisposable
{
    private const int Batch = 7;

    private readonly TempFolder folder = new();
    private readonly PreparedData data = TinyCorpus.Make();
    private readonly RunFolder run;

    public EvaluationShardTests()
    {
        run = new RunFolder(folder.File("run"));
        Directory.CreateDirectory(Path.Combine(run.Path, "weights"));
        File.WriteAllText(run.WeightsFile, "weights");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Merged_shards_are_the_bytes_of_the_unsharded_ranking(int shards)
    {
        torch.manual_seed(1);
        using var texts = TinyCorpus.Tables(data);
        using var model = new FlareModel(TinyCorpus.Model(), new FlareSizes(data.Items.Count, texts.Width));
        using var scorer = new FlareScorer(model, texts);
        var whole = Rank(scorer, data.Split.Test);
        for (var shard = shards; shard >= 1; shard--)
        {
            var one = Open($"{shard}/{shards}");
            one.Write(Rank(scorer, one.Own));
        }

        var merged = Open(null).Merge();

        Assert.Equal(Bytes(whole), Bytes(merged));
        Assert.Equal(Flat(whole.TopKept), Flat(merged.TopKept));
        Assert.Equal(Flat(whole.TopRemoved), Flat(merged.TopRemoved));
    }

    [Fact]
    public void Missing_overlapping_and_foreign_shards_are_one_error_that_names_them_all()
    {
        Write("1/4");
        Write("2/3");
        File.WriteAllText(run.WeightsFile, "other weights");
        Write("3/4");

        var problem = Assert.Throws<RegenException>(() => Open(null).Merge());

        string[] expected = ["1-of-4: other weights", "2-of-3: other weights", "slices of 3 and of 4", "2-of-4 is missing", "4-of-4 is missing", "1-of-3 is missing", "3-of-3 is missing"];
        Assert.All(expected, words => Assert.Contains(words, problem.What, StringComparison.Ordinal));
        Assert.DoesNotContain("3-of-4", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shard_of_another_corpus_or_with_other_users_is_refused()
    {
        Write("1/1");
        Assert.Contains("other corpus", Assert.Throws<RegenException>(() => Open(null, data with { Sha256 = new string('2', 64) }).Merge()).What, StringComparison.Ordinal);

        var place = Path.Combine(run.Path, "shards", "test.given", "1-of-1", "ranks.parquet");
        Open("1/1").Write(Fake(data.Split.Test[1..]));
        Assert.Contains("other users", Assert.Throws<RegenException>(() => Open(null).Merge()).What, StringComparison.Ordinal);
        File.Delete(place);
        Assert.Throws<RegenException>(() => Open(null).Merge());
    }

    [Theory]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("1/7")]
    [InlineData("a/b")]
    [InlineData("1")]
    public void A_shard_that_is_none_is_refused(string shard) =>
        Assert.Contains("6 batches", Assert.Throws<RegenException>(() => Open(shard)).What, StringComparison.Ordinal);

    [Fact]
    public void Without_shards_there_is_nothing_to_merge() =>
        Assert.Contains("No shard", Assert.Throws<RegenException>(() => Open(null).Merge()).What, StringComparison.Ordinal);

    private EvaluationShards Open(string? shard, PreparedData? corpus = null) => new(
        run, new EvaluateRequest { Run = run.Path, Data = "", Cache = "", Shard = shard }, corpus ?? data, Batch, data.Split.Test);

    private void Write(string shard)
    {
        var one = Open(shard);
        one.Write(Fake(one.Own));
    }

    private static RankedPart Fake(EvaluationCase[] cases) => new(
        [.. cases.Select(asked => new UserRank(asked.User, 1, asked.HistoryLength, 1, 1, false, false, 3))],
        [.. cases.Select(_ => new TopItems([2, 1], [0.5f, 0.25f]))],
        [.. cases.Select(_ => new TopItems([], []))]);

    private RankedPart Rank(FlareScorer scorer, EvaluationCase[] cases) =>
        CaseEvaluation.Rank(scorer, data, cases, new RankOptions(Batch, 10), null, TestContext.Current.CancellationToken);

    private byte[] Bytes(RankedPart part)
    {
        run.WriteRanks(part.Ranks);
        return File.ReadAllBytes(run.RanksFile);
    }

    private static IEnumerable<(int Item, float Score)> Flat(TopItems[] lists) => lists.SelectMany(list => list.Items.Zip(list.Scores).Append((-1, 0)));
}
