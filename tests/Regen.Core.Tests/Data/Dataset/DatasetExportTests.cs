using System.IO.Compression;
using System.Text.Json;
using Regen.Core.Data.Dataset;
using Regen.Core.Domain;
using Regen.Core.Storage;
using Xunit;

namespace Regen.Core.Tests.Data.Dataset;

/// <summary>What 'regen data export' writes.</summary>
public sealed class DatasetExportTests : IClassFixture<DatasetFixture>
{
    private readonly DatasetFixture fixture;
    private readonly string dataset;

    public DatasetExportTests(DatasetFixture fixture) => (this.fixture, dataset) = (fixture, fixture.Write("to-export").Folder);

    private DatasetExportResult Export(string name) => DatasetExport.Run(new DatasetExportRequest { Dataset = dataset, Data = fixture.Prepared, Out = fixture.File(name) });

    private string[] Records() => [.. DatasetReader.Read(dataset, fixture.Prepared).Select(user => JsonSerializer.Serialize(user))];

    [Theory]
    [InlineData("regen.jsonl")]
    [InlineData("regen.jsonl.gz")]
    [InlineData("regen.parquet")]
    public void The_records_come_back_and_the_datasheet_stands_beside_them(string name)
    {
        var made = Export(name);

        Assert.Equal((120, fixture.File(name), fixture.File("regen.datasheet.md")), (made.Users, made.File, made.Datasheet));
        Assert.Equal(Records(), ReleasedReader.Read(made.File).Select(user => JsonSerializer.Serialize(user)));
        Assert.Equal(File.ReadAllText(Path.Combine(dataset, "datasheet.md")), File.ReadAllText(made.Datasheet));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(made.File)!, "regen*.tmp").Concat(Directory.GetFiles(Path.GetDirectoryName(made.File)!, "*.lines")));
        var first = File.ReadAllBytes(made.File);
        Assert.Equal(first, File.ReadAllBytes(Export(name).File));
    }

    [Fact]
    public void A_name_that_ends_in_gz_is_gzipped()
    {
        using var gzip = new GZipStream(File.OpenRead(Export("small.jsonl.gz").File), CompressionMode.Decompress);
        using var text = new StreamReader(gzip);
        Assert.Equal(File.ReadAllText(Export("plain.jsonl").File), text.ReadToEnd());
    }

    [Fact]
    public void Parquet_holds_a_row_for_each_user_that_other_tools_can_unnest()
    {
        var file = Export("rows.parquet").File;
        using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
        var source = $"read_parquet({DuckDBConnection.Quote(file)})";
        var users = DatasetReader.Read(dataset, fixture.Prepared).ToArray();

        Assert.Equal(120, engine.Count($"select count(*) from {source} where last_purchase.product_endorsement is not null"));
        Assert.Equal(
            users.Sum(user => user.Critiques.Count),
            engine.Count($"select count(*) from (select unnest(purchase_history) as purchase from {source}) where purchase.critique_drawn is not null"));
    }

    [Fact]
    public void A_failed_export_leaves_the_former_file()
    {
        var file = Export("kept.jsonl").File;
        var before = File.ReadAllBytes(file);
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => ReleasedFile.Write(file, DatasetReader.Read(dataset, fixture.Prepared), stop.Token));
        Assert.Throws<OperationCanceledException>(() => ReleasedFile.Write(fixture.File("none.parquet"), DatasetReader.Read(dataset, fixture.Prepared), stop.Token));

        Assert.Equal(before, File.ReadAllBytes(file));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(file)!, "none.parquet*"));
    }

    [Theory]
    [InlineData("regen.csv", "says no format")]
    [InlineData(".jsonl", "says no format")]
    [InlineData("prepared", "a folder stands")]
    [InlineData("to-export/critiques.parquet", "among the files that it is made of")]
    [InlineData("prepared/users.parquet", "among the files that it is made of")]
    [InlineData("nowhere/regen.jsonl", "the folder of the export is missing")]
    public void A_bad_place_is_refused_before_anything_is_written(string name, string problem)
    {
        var there = Directory.GetFileSystemEntries(Path.GetDirectoryName(fixture.Prepared)!).Order();
        var refused = Assert.Throws<RegenException>(() => Export(name));

        Assert.Contains(problem, refused.What, StringComparison.Ordinal);
        Assert.Contains("--out", refused.Fix, StringComparison.Ordinal);
        Assert.Equal(there, Directory.GetFileSystemEntries(Path.GetDirectoryName(fixture.Prepared)!).Order());
    }

    [Fact]
    public void Another_corpus_and_an_unfinished_dataset_are_refused()
    {
        using var corpus = new Corpus().Item("A", "a", "R", "x", "y", "z").Item("B", "b", "R", "x", "y", "z").Review("u", "A", 1).Review("u", "B", 2);
        corpus.Run();
        DatasetExportResult Run(string from, string data) => DatasetExport.Run(new DatasetExportRequest { Dataset = from, Data = data, Out = fixture.File("refused.jsonl") });

        Assert.Contains("other users or items", Assert.Throws<RegenException>(() => Run(dataset, corpus.Folder.File("out"))).What, StringComparison.Ordinal);
        Assert.Contains("no finished dataset", Assert.Throws<RegenException>(() => Run(fixture.Raw, fixture.Prepared)).What, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(fixture.Prepared)!, "refused*"));
    }

    [Fact]
    public void A_file_that_is_no_parquet_is_named()
    {
        File.WriteAllText(fixture.File("not.parquet"), "nonsense");
        Assert.Contains("not.parquet", Assert.Throws<RegenException>(() => ReleasedReader.Read(fixture.File("not.parquet")).ToArray()).Message, StringComparison.Ordinal);
        Assert.Contains("missing", Assert.Throws<RegenException>(() => ReleasedReader.Read(fixture.File("absent.parquet")).ToArray()).What, StringComparison.Ordinal);
    }
}
