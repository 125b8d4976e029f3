using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Handles of a list of tensors, each held until dispose.</summary>
internal sealed unsafe class HeldTensors : IDisposable
{
    private readonly torch.Tensor?[] tensors;
    private nint* handles;

    /// <param name="list">Null gives a null pointer; a null element a null handle.</param>
    internal HeldTensors(IEnumerable<torch.Tensor?>? list)
    {
        tensors = list is null ? [] : [.. list];
        if (list is not null)
        {
            handles = (nint*)NativeMemory.Alloc((nuint)(tensors.Length + 1), (nuint)sizeof(nint));
            try
            {
                Marshalling.Hold(tensors, handles);
            }
            catch
            {
                NativeMemory.Free(handles);
                throw;
            }
        }
    }

    internal nint* Pointer => handles;

    internal int Count => tensors.Length;

    public void Dispose()
    {
        if (handles is not null)
        {
            Marshalling.Release(tensors);
            NativeMemory.Free(handles);
            handles = null;
        }
    }

    internal string Describe() => Shapes.Describe(tensors);
}
