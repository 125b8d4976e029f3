using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Storage;
using Regen.Core.Tests.Runs;
using Regen.Core.Tests.Storage;
using Regen.Core.Workbench;
using TorchSharp;
using TorchSharp.Regen;
using Xunit;

namespace Regen.Core.Tests.Workbench;

[Collection("torch")] // seeds, threads and the count of tensors belong to the process
public class CatalogueVectorTests
{
    [Fact]
    public void The_vectors_that_a_run_scores_against_are_exported_in_both_formats()
    {
        using var folder = new TempFolder();
        var run = SmallRuns.Finish(folder.File("run"));
        run.WriteTopK([]);
        WriteCatalogue(run);

        var result = RunExport.Run(new ExportRequest { Run = run.Path, Out = folder.File("out") }, new CatalogueVectorSource());

        using var scope = torch.NewDisposeScope();
        using var file = SafetensorsFile.Open(folder.File("out/items.safetensors"));
        var vectors_VD = file.Load(CatalogueVectorSource.TensorName);
        Assert.True(result.HasVectors);
        Assert.Equal([9L, 2L], vectors_VD.shape);
        Assert.Equal([.. Enumerable.Range(0, 18).Select(static value => (float)value)], vectors_VD.data<float>().ToArray());
        Assert.Equal(9, ParquetFile.Read(folder.File("out/items.parquet"), "item", "asin").RowCount);
    }

    [Fact]
    public void A_counted_baseline_has_none_and_a_run_without_its_catalogue_is_refused()
    {
        using var folder = new TempFolder();
        var counted = SmallRuns.Finish(folder.File("counted"), SmallRuns.Record with { Model = "popularity" });
        var bereft = SmallRuns.Finish(folder.File("bereft"));

        Assert.Null(new CatalogueVectorSource().Read(counted));
        Assert.Throws<RegenException>(() => new CatalogueVectorSource().Read(bereft));
    }

    private static void WriteCatalogue(RunFolder run)
    {
        using var scope = torch.NewDisposeScope();
        string[] asins = [.. Enumerable.Range(0, 9).Select(static item => $"A{item}")];
        ParquetFile.Write(Path.Combine(run.Path, "catalogue.parquet"), new ParquetColumn("asin", asins), new ParquetColumn("title", asins));
        Directory.CreateDirectory(Path.Combine(run.Path, "weights"));
        SafetensorsFile.Save(
            Path.Combine(run.Path, "weights", "catalogue.safetensors"),
            new Dictionary<string, torch.Tensor>
            {
                ["fused"] = torch.zeros(9, 2),
                ["items"] = torch.arange(0, 18, torch.ScalarType.Float32).reshape(9, 2),
                ["bias"] = torch.zeros(9),
            });
    }
}
