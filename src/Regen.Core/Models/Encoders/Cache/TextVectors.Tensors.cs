using System.Runtime.InteropServices;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Regen.Core.Models.Encoders.Cache;

public sealed unsafe partial class TextVectors
{
    /// <summary>The vectors of some texts as one tensor. Shape letters: N texts, T vectors of the longest of them, L features.</summary>
    /// <param name="texts">Which texts; repeats are allowed.</param>
    /// <param name="device">Where the tensors go; the processor if null.</param>
    /// <returns>Vectors, float32 [N, T, L], zeros behind a text's last; and which of them are there, bool [N, T]. The caller's dispose scope owns both.</returns>
    public (Tensor Vectors_NTL, Tensor Keep_NT) Gather(ReadOnlySpan<int> texts, Device? device = null)
    {
        var longest = 1;
        foreach (var text in texts)
        {
            longest = Math.Max(longest, RowCount(text));
        }

        using var scope = NewDisposeScope();
        var vectors_NTL = zeros([texts.Length, longest, Width], ScalarType.Float32, CPU);
        var keep_NT = zeros([texts.Length, longest], ScalarType.Bool, CPU);
        var values = MemoryMarshal.Cast<byte, float>(vectors_NTL.bytes);
        var flags = keep_NT.bytes;
        for (var i = 0; i < texts.Length; i++)
        {
            TensorPrimitives.ConvertToSingle(RowsOf(texts[i]), values.Slice(i * longest * Width));
            flags.Slice(i * longest, RowCount(texts[i])).Fill(1);
        }

        var place = device ?? CPU;
        return (vectors_NTL.to(place).MoveToOuterDisposeScope(), keep_NT.to(place).MoveToOuterDisposeScope());
    }

    /// <summary>The vectors of all texts, float32 [N, K, L], for a form with a fixed number K of vectors per text.</summary>
    /// <exception cref="InvalidOperationException">Texts have different numbers of vectors.</exception>
    public Tensor ToTensor(Device? device = null)
    {
        for (var text = 1; text < Count; text++)
        {
            if (RowCount(text) != RowCount(0))
            {
                throw new InvalidOperationException($"text 0 has {RowCount(0)} vectors and text {text} has {RowCount(text)}: gather batches instead");
            }
        }

        using var scope = NewDisposeScope();
        var rowsPerText = Count == 0 ? 1 : RowCount(0);
        var all_NKL = empty([Count, rowsPerText, Width], ScalarType.Float32, CPU);
        for (var text = 0; text < Count; text++)
        {
            // One text at a time: a span has no more than 2^31 bytes, and the tensor may have.
            TensorPrimitives.ConvertToSingle(RowsOf(text), MemoryMarshal.Cast<byte, float>(all_NKL.select(0, text).bytes));
        }

        return all_NKL.to(device ?? CPU).MoveToOuterDisposeScope();
    }
}
