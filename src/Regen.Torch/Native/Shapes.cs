using System.Text;

namespace TorchSharp.Native;

/// <summary>Tensors as a reader of an error wants them: Float32 [2, 3].</summary>
internal static class Shapes
{
    private const int Shown = 8;

    internal static string Describe(IEnumerable<long> sizes) => $"[{string.Join(", ", sizes)}]";

    internal static unsafe string Describe(TensorHandle handle)
    {
        if (handle.IsClosed || handle.IsInvalid)
        {
            return "a disposed tensor";
        }

        if (NativeMethods.rt_tensor_describe(handle.DangerousGetHandle(), out var info) != Status.Ok)
        {
            return "a tensor without a plain shape";
        }

        var sizes = new ReadOnlySpan<long>(info.Sizes, (int)info.Dimensions).ToArray();
        GC.KeepAlive(handle);
        var place = (DeviceType)info.DeviceType == DeviceType.CPU ? string.Empty : $" on {(DeviceType)info.DeviceType}:{info.DeviceIndex}";
        return $"{(torch.ScalarType)info.DType} {Describe(sizes)}{place}";
    }

    internal static string Describe(torch.Tensor?[] tensors)
    {
        var text = new StringBuilder("{ ");
        text.AppendJoin("; ", tensors.Take(Shown).Select(t => t is null ? "none" : Describe(t.SafeHandle)));
        return text.Append(tensors.Length > Shown ? $"; and {tensors.Length - Shown} more }}" : " }").ToString();
    }
}
