namespace TorchSharp.Native;

/// <summary>Tensors over memory that libtorch does not own.</summary>
internal static unsafe class Storage
{
    /// <param name="released">Called once with the context when the last tensor over the memory is gone.</param>
    internal static torch.Tensor Wrap(
        void* data, long[] shape, torch.ScalarType type, delegate* unmanaged<nint, void> released, nint context)
    {
        fixed (long* sizes = shape)
        {
            NativeMethods.rt_tensor_wrap(data, sizes, shape.Length, (int)type, released, context, out var tensor)
                .OrThrow($"use memory as {type} {Shapes.Describe(shape)}");
            return torch.Tensor.Adopt(tensor);
        }
    }
}
