using System.Collections;
using System.Runtime.CompilerServices;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor as .NET values, in the order of its indices.</summary>
/// <remarks>A tensor on another device is copied once, on the first reading.</remarks>
public sealed class TensorAccessor<T> : IEnumerable<T>, IDisposable
    where T : unmanaged
{
    private readonly torch.Tensor tensor;
    private torch.Tensor? copy;

    internal TensorAccessor(torch.Tensor tensor)
    {
        this.tensor = tensor;
        Count = tensor.numel();
    }

    public long Count { get; }

    /// <summary>One element by its indices, counted from 0.</summary>
    public unsafe T this[params long[] indices]
    {
        get => *(T*)Place(indices);
        set => *(T*)Place(indices) = value;
    }

    public T[] ToArray()
    {
        var values = new T[Count];
        CopyTo(values.AsSpan());
        return values;
    }

    /// <param name="tensorIndex">The first element to copy.</param>
    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = Flat();
        var info = source.Info();
        var count = Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        new ReadOnlySpan<T>((T*)info.Data + tensorIndex, checked((int)count)).CopyTo(array[arrayIndex..]);
        GC.KeepAlive(source);
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var info = tensor.Info();
        tensor.RequirePlain(info);
        var count = Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        array.Slice(arrayIndex, checked((int)count)).CopyTo(new Span<T>((T*)info.Data + tensorIndex, checked((int)count)));
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => copy?.Dispose();

    private torch.Tensor Flat()
    {
        if (copy is not null)
        {
            return copy;
        }

        var info = tensor.Info();
        if (info.DeviceType == (int)DeviceType.CPU && info.IsContiguous != 0)
        {
            return tensor;
        }

        using var scope = torch.NewDisposeScope();
        copy = tensor.detach().cpu().contiguous().DetachFromDisposeScope();
        return copy;
    }

    private unsafe byte* Place(long[] indices)
    {
        var info = tensor.Info();
        if (info.DeviceType != (int)DeviceType.CPU)
        {
            throw new InvalidOperationException($"{tensor.Describe()} is not in host memory: use cpu() first");
        }

        if (indices.Length != info.Dimensions)
        {
            throw new ArgumentException($"{tensor.Describe()} takes {info.Dimensions} indices, {indices.Length} were given", nameof(indices));
        }

        var offset = 0L;
        for (var i = 0; i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)info.Sizes[i])
            {
                throw new ArgumentOutOfRangeException(nameof(indices), indices[i], $"index {i} of {tensor.Describe()}");
            }

            offset += indices[i] * info.Strides[i];
        }

        return info.Data + (offset * Unsafe.SizeOf<T>());
    }
}
