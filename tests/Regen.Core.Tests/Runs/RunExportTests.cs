using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Storage;
using Xunit;

namespace Regen.Core.Tests.Runs;

public sealed class RunExportTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("regen-export-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_run_with_vectors_is_exported_with_the_names_of_its_items()
    {
        SmallRuns.Finish(In("one")).WriteTopK([new RankedItem(0, 1, 7, 2.5f), new RankedItem(0, 2, 3, -1f)]);

        var result = RunExport.Run(new ExportRequest { Run = In("one"), Out = In("out/there") }, new Vectors());

        Assert.Equal(
            ["ranks.parquet", "topk.parquet", "items.parquet", "items.safetensors", "run.json"],
            result.Files.Select(static file => Path.GetFileName(file)));
        Assert.True(result.HasVectors);
        Assert.Equal("A7 A3 A8 A1", string.Join(' ', ParquetFile.Read(result.Files[0]).Strings("target_asin")));
        Assert.Equal("A7 A3", string.Join(' ', ParquetFile.Read(result.Files[1]).Strings("asin")));
        Assert.Equal("9 rows of A0: [0.0, 0.5] to A8: [4.0, 4.5]", Describe(result.Files[2]));
        Assert.Equal("9 x 2", File.ReadAllText(result.Files[3]));
    }

    [Fact]
    public void A_counted_baseline_is_exported_without_vectors()
    {
        SmallRuns.Finish(In("one")).WriteTopK([]);

        var result = RunExport.Run(new ExportRequest { Run = In("one"), Out = In("out") }, new NoVectors());

        Assert.False(result.HasVectors);
        Assert.Equal(["ranks.parquet", "run.json", "topk.parquet"], Directory.GetFiles(In("out")).Select(static file => Path.GetFileName(file)).Order());
        Assert.Equal(SmallRuns.Ranks.Select(static rank => rank.RankKept), ParquetFile.Read(result.Files[0]).Ints("rank_kept"));
    }

    [Fact]
    public void An_unfinished_run_and_the_run_itself_as_target_are_refused()
    {
        SmallRuns.Finish(In("one")).WriteTopK([]);
        RunStore.Create(In("two"), SmallRuns.Experiment, SmallRuns.Statistics);

        Refused("has not finished", In("two"), In("out"));
        Refused("replace the run's own files", In("one"), In("one") + Path.DirectorySeparatorChar);
        Refused("cannot be made", In("one"), In("one/run.json"));
    }

    private static void Refused(string what, string run, string target) => Assert.Contains(
        what,
        Assert.Throws<RegenException>(() => RunExport.Run(new ExportRequest { Run = run, Out = target }, new NoVectors())).What,
        StringComparison.Ordinal);

    private static string Describe(string file)
    {
        using var connection = DuckDBConnection.Open();
        using var query = connection.CreateCommand(
            $"select count(*) || ' rows of ' || min_by(asin || ': ' || vector::varchar, item) || ' to ' || max_by(asin || ': ' || vector::varchar, item) from read_parquet({DuckDBConnection.Quote(file)})");
        using var reader = query.ExecuteReader();
        return reader.Read() ? reader.GetString(0)! : "";
    }

    private string In(string name) => Path.Combine(root, name);

    private sealed class Vectors : IItemVectorSource
    {
        public ItemVectors? Read(RunFolder run) => new()
        {
            Asins = [.. Enumerable.Range(0, 9).Select(static item => $"A{item}")],
            Width = 2,
            Values = [.. Enumerable.Range(0, 18).Select(static value => value / 2 * 0.5f + (value % 2 * 0.5f))],
        };

        public void WriteSafetensors(ItemVectors vectors, string file) => File.WriteAllText(file, $"{vectors.Asins.Count} x {vectors.Width}");
    }

    private sealed class NoVectors : IItemVectorSource
    {
        public ItemVectors? Read(RunFolder run) => null;

        public void WriteSafetensors(ItemVectors vectors, string file) => throw new InvalidOperationException("there are none");
    }
}
