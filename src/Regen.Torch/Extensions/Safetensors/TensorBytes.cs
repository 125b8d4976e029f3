using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>The bytes of tensors of any length, in pieces that a span can hold.</summary>
internal static class TensorBytes
{
    private const long ChunkBytes = 1L << 26;

    internal static long ElementsPerChunk(SafetensorsType type) => ChunkBytes * 8 / type.Bits;

    /// <param name="tensor">Contiguous, in host memory.</param>
    internal static void Write(Tensor tensor, SafetensorsType type, Stream stream)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.view(-1);
        var chunk = ElementsPerChunk(type);
        for (var start = 0L; start < flat.NumberOfElements; start += chunk)
        {
            using var inner = NewDisposeScope();
            stream.Write(flat.narrow(0, start, Math.Min(chunk, flat.NumberOfElements - start)).bytes);
        }
    }
}
