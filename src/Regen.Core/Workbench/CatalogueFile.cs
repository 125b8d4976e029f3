using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;
using Regen.Core.Storage;
using Regen.Core.Training;
using TorchSharp;
using TorchSharp.Regen;

namespace Regen.Core.Workbench;

/// <summary>
/// A trained model's catalogue at rest, in the run's folder: which items there are, and their vectors, so that a run can be
/// asked without its corpus. Costs 8 bytes per item and model feature on disk.
/// </summary>
public static class CatalogueFile
{
    private const string Fused = "fused";
    private const string Items = "items";
    private const string Bias = "bias";
    private const string Similar = "similar";
    private const string Successors = "successors";

    public static void Write(RunFolder run, PreparedData data, FlareScorer scorer)
    {
        ParquetFile.Write(
            Names(run),
            new ParquetColumn("asin", data.Items.Select(item => item.Asin).ToArray()),
            new ParquetColumn("title", data.Items.Select(item => item.Title ?? "").ToArray()));
        using var scope = torch.NewDisposeScope();
        var (fused_VD, items_VD, bias_V) = scorer.Catalogue;
        var tensors = new Dictionary<string, torch.Tensor> { [Fused] = fused_VD, [Items] = items_VD, [Bias] = bias_V };
        Add(tensors, scorer.Sources);
        SafetensorsFile.Save(Vectors(run), tensors, new Dictionary<string, string> { ["regen.catalogue"] = data.CatalogueSha256 });
    }

    /// <returns>The catalogue; owned by the caller.</returns>
    /// <exception cref="RegenException">The run lacks its catalogue, or it is damaged.</exception>
    public static Catalogue Read(RunFolder run, torch.Device device)
    {
        var table = ParquetFile.Read(Names(run), "asin", "title");
        using var file = WeightsFile.Open(Vectors(run));
        return new Catalogue(
            table.Strings("asin")!,
            table.Strings("title")!,
            new CatalogueVectors(Load(file, Fused, device), Load(file, Items, device), Load(file, Bias, device)),
            Sources(file, device));
    }

    private static void Add(Dictionary<string, torch.Tensor> tensors, EvidenceSources sources)
    {
        if (sources.Similar_VP is { } similar_VP)
        {
            tensors.Add(Similar, similar_VP);
        }

        foreach (var (counts, table) in sources.Successors.Select((counts, table) => (counts, table)))
        {
            tensors.Add($"{Successors}.{table}.starts", torch.tensor(counts.Starts));
            tensors.Add($"{Successors}.{table}.nexts", torch.tensor(counts.Nexts));
            tensors.Add($"{Successors}.{table}.counts", torch.tensor(counts.Counts));
        }
    }

    private static EvidenceSources Sources(SafetensorsFile file, torch.Device device)
    {
        List<TransitionCounts> successors = [];
        while (file.Entries.ContainsKey($"{Successors}.{successors.Count}.starts"))
        {
            var table = $"{Successors}.{successors.Count}";
            successors.Add(new TransitionCounts(Numbers(file, $"{table}.starts"), Numbers(file, $"{table}.nexts"), Numbers(file, $"{table}.counts")));
        }

        return new EvidenceSources(successors, file.Entries.ContainsKey(Similar) ? Load(file, Similar, device) : null);
    }

    private static int[] Numbers(SafetensorsFile file, string name)
    {
        using var numbers = file.Load(name);
        return numbers.data<int>().ToArray();
    }

    private static torch.Tensor Load(SafetensorsFile file, string name, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        return file.Load(name).to(device).DetachFromDisposeScope();
    }

    private static string Names(RunFolder run) => Path.Combine(run.Path, "catalogue.parquet");

    private static string Vectors(RunFolder run) => Path.Combine(run.Path, "weights", "catalogue.safetensors");
}

/// <summary>Items by number, their vectors, and what the model's evidence is read from.</summary>
public sealed class Catalogue(IReadOnlyList<string> asins, IReadOnlyList<string> titles, CatalogueVectors vectors, EvidenceSources sources) : IDisposable
{
    /// <summary>Handed to the model, which owns it from then on.</summary>
    public EvidenceSources Sources { get; } = sources;

    public IReadOnlyList<string> Asins { get; } = asins;

    public IReadOnlyList<string> Titles { get; } = titles;

    /// <summary>Owned by the catalogue.</summary>
    public CatalogueVectors Vectors { get; } = vectors;

    /// <summary>Item number of each ASIN.</summary>
    public IReadOnlyDictionary<string, int> Numbers { get; } =
        asins.Select((asin, number) => (asin, number)).ToDictionary(pair => pair.asin, pair => pair.number);

    /// <returns>Further handles to the same vectors, for a scorer that owns its own.</returns>
    public CatalogueVectors Share() => new(Own(Vectors.Fused_VD), Own(Vectors.Items_VD), Own(Vectors.Bias_V));

    public void Dispose()
    {
        Vectors.Fused_VD.Dispose();
        Vectors.Items_VD.Dispose();
        Vectors.Bias_V.Dispose();
    }

    private static torch.Tensor Own(torch.Tensor tensor) => tensor.alias().DetachFromDisposeScope();
}
