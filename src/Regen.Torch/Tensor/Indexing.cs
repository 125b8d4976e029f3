using TorchSharp.Native;

namespace TorchSharp;

/// <summary>Splits an index into what is a view and what gathers, by Python's rules.</summary>
internal static class Indexing
{
    /// <returns>The view, and one tensor (or null for a whole dimension) per dimension where any gathers.</returns>
    internal static (torch.Tensor View, torch.Tensor?[]? Tensors) View(torch.Tensor source, torch.TensorIndex[] indices)
    {
        var view = source;
        var dimension = 0;
        List<torch.Tensor?> tensors = [];
        foreach (var index in indices)
        {
            switch (index.Kind)
            {
                case torch.IndexKind.Single:
                    view = view.select(dimension, index.Start!.Value);
                    break;
                case torch.IndexKind.Slice:
                    view = Slice(view, dimension++, index);
                    tensors.Add(null);
                    break;
                case torch.IndexKind.NewDimension:
                    view = view.unsqueeze(dimension++);
                    tensors.Add(null);
                    break;
                case torch.IndexKind.Ellipsis:
                    for (var skipped = Skipped(source, indices); skipped > 0; skipped--, dimension++)
                    {
                        tensors.Add(null);
                    }

                    break;
                default:
                    dimension += Consumed(index);
                    tensors.Add(index.Indices);
                    break;
            }
        }

        return (view, tensors.Exists(t => t is not null) ? [.. tensors] : null);
    }

    private static torch.Tensor Slice(torch.Tensor view, int dimension, torch.TensorIndex index) =>
        index is { Start: null, Stop: null, Step: null }
            ? view
            : Aten.slice__Tensor.Call(view, dimension, index.Start, index.Stop, index.Step ?? 1);

    private static long Skipped(torch.Tensor source, torch.TensorIndex[] indices) => source.dim() - indices.Sum(Consumed);

    /// <summary>Dimensions of the source that one part of the index stands for; a mask stands for all its own.</summary>
    private static int Consumed(torch.TensorIndex index) => index.Kind switch
    {
        torch.IndexKind.Ellipsis or torch.IndexKind.NewDimension => 0,
        torch.IndexKind.Tensor when index.Indices!.dtype is torch.ScalarType.Bool or torch.ScalarType.Byte => (int)index.Indices.dim(),
        _ => 1,
    };
}
