using Regen.Core.Runs;
using TorchSharp;
using TorchSharp.Regen;

namespace Regen.Core.Workbench;

/// <summary>Item vectors of a FLARE run, from the catalogue that it keeps: those that its head scores against.</summary>
public sealed class CatalogueVectorSource : IItemVectorSource
{
    /// <summary>Name of the one tensor in the safetensors file.</summary>
    public const string TensorName = "item_vectors";

    /// <inheritdoc/>
    public ItemVectors? Read(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.ReadRecord().Model != "flare")
        {
            return null;
        }

        using var scope = torch.NewDisposeScope();
        using var catalogue = CatalogueFile.Read(run, torch.CPU);
        var items_VD = catalogue.Vectors.Items_VD.to(torch.ScalarType.Float32).contiguous();
        return new ItemVectors
        {
            Asins = catalogue.Asins,
            Width = (int)items_VD.shape[1],
            Values = items_VD.data<float>().ToArray(),
        };
    }

    /// <inheritdoc/>
    public void WriteSafetensors(ItemVectors vectors, string file)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        using var scope = torch.NewDisposeScope();
        var items_VD = torch.tensor(vectors.Values, [vectors.Asins.Count, vectors.Width]);
        SafetensorsFile.Save(file, new Dictionary<string, torch.Tensor> { [TensorName] = items_VD });
    }
}
