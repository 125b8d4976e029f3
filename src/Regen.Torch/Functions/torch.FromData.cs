using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>An array of any rank as a tensor of its shape.</summary>
    public static Tensor from_array(Array rawArray, Device? device) => from_array(rawArray, null, device);

    public static Tensor from_array(
        Array rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => rawArray switch
        {
            null => throw new ArgumentNullException(nameof(rawArray)),
            _ when rawArray.GetType().GetElementType() == typeof(float) => Named(FromArray<float>(rawArray, dtype, device, requires_grad), names),
            _ when rawArray.GetType().GetElementType() == typeof(double) => Named(FromArray<double>(rawArray, dtype, device, requires_grad), names),
            _ when rawArray.GetType().GetElementType() == typeof(long) => Named(FromArray<long>(rawArray, dtype, device, requires_grad), names),
            _ when rawArray.GetType().GetElementType() == typeof(int) => Named(FromArray<int>(rawArray, dtype, device, requires_grad), names),
            _ when rawArray.GetType().GetElementType() == typeof(short) => Named(FromArray<short>(rawArray, dtype, device, requires_grad), names),
            _ when rawArray.GetType().GetElementType() == typeof(sbyte) => Named(FromArray<sbyte>(rawArray, dtype, device, requires_grad), names),
            _ when rawArray.GetType().GetElementType() == typeof(byte) => Named(FromArray<byte>(rawArray, dtype, device, requires_grad), names),
            _ when rawArray.GetType().GetElementType() == typeof(bool) => Named(FromArray<bool>(rawArray, dtype, device, requires_grad), names),
            _ when rawArray.GetType().GetElementType() == typeof(Half) => Named(FromArray<Half>(rawArray, dtype, device, requires_grad), names),
            _ => throw new NotSupportedException($"libtorch has no element type for {rawArray.GetType().Name}"),
        };

    /// <summary>A one-dimensional tensor of the bytes of an array, read as <paramref name="dtype"/>; always a copy.</summary>
    /// <param name="count">Elements to take, or -1 for all that are left.</param>
    /// <param name="offset">Bytes to skip.</param>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        var all = BytesOf(rawArray)[checked((int)offset)..];
        var size = dtype.ElementSize();
        var elements = count < 0 ? all.Length / size : count;
        var tensor = empty([elements], dtype, CPU);
        all[..checked((int)(elements * size))].CopyTo(tensor.bytes);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    internal static Tensor FromSpan<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requiresGrad)
        where T : unmanaged
    {
        var elements = 1L;
        foreach (var size in dimensions)
        {
            elements *= size;
        }

        if (elements != values.Length)
        {
            throw new ArgumentException($"{values.Length} elements do not fill {Native.Shapes.Describe(dimensions.ToArray())}");
        }

        var tensor = empty(dimensions.ToArray(), ElementTypes.Of<T>(), CPU);
        ElementTypes.Bytes(values).CopyTo(tensor.bytes);
        var place = device ?? defaultDevice;
        var placed = (dtype ?? tensor.dtype) == tensor.dtype && place.type == DeviceType.CPU
            ? tensor
            : tensor.to(dtype ?? tensor.dtype, place, disposeAfter: true);
        return requiresGrad ? placed.requires_grad_() : placed;
    }

    private static Tensor FromList<T>(
        IList<T> values, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requiresGrad)
        where T : unmanaged =>
        FromSpan<T>(values is List<T> list ? CollectionsMarshal.AsSpan(list) : values as T[] ?? [.. values], dimensions, dtype, device, requiresGrad);

    private static Tensor FromArray<T>(Array values, ScalarType? dtype, Device? device, bool requiresGrad)
        where T : unmanaged
    {
        var dimensions = new long[values.Rank];
        for (var i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = values.GetLongLength(i);
        }

        var flat = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
        return FromSpan(flat, dimensions, dtype, device, requiresGrad);
    }

    private static Tensor Named(Tensor tensor, string[]? names) => Made(tensor, false, names);

    private static ReadOnlySpan<byte> BytesOf(Array values) =>
        MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(values), Buffer.ByteLength(values));
}
