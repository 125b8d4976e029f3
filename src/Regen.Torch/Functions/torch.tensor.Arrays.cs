namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(
        bool[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<bool>(data, [data.Length], dtype, device, requires_grad), names);

    public static Tensor tensor(
        bool[] data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<bool>(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        bool[,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromArray<bool>(data, dtype, device, requires_grad), names);

    public static Tensor tensor(
        byte[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<byte>(data, [data.Length], dtype, device, requires_grad), names);

    public static Tensor tensor(
        byte[] data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<byte>(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        byte[,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromArray<byte>(data, dtype, device, requires_grad), names);

    public static Tensor tensor(
        sbyte[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<sbyte>(data, [data.Length], dtype, device, requires_grad), names);

    public static Tensor tensor(
        sbyte[] data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<sbyte>(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        sbyte[,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromArray<sbyte>(data, dtype, device, requires_grad), names);

    public static Tensor tensor(
        short[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<short>(data, [data.Length], dtype, device, requires_grad), names);

    public static Tensor tensor(
        short[] data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<short>(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        short[,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromArray<short>(data, dtype, device, requires_grad), names);

    public static Tensor tensor(
        int[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<int>(data, [data.Length], dtype, device, requires_grad), names);

    public static Tensor tensor(
        int[] data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<int>(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        int[,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromArray<int>(data, dtype, device, requires_grad), names);

    public static Tensor tensor(
        long[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<long>(data, [data.Length], dtype, device, requires_grad), names);

    public static Tensor tensor(
        long[] data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<long>(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        long[,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromArray<long>(data, dtype, device, requires_grad), names);

    public static Tensor tensor(
        Half[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<Half>(data, [data.Length], dtype, device, requires_grad), names);

    public static Tensor tensor(
        Half[] data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<Half>(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        Half[,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromArray<Half>(data, dtype, device, requires_grad), names);

    public static Tensor tensor(
        float[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<float>(data, [data.Length], dtype, device, requires_grad), names);

    public static Tensor tensor(
        float[] data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<float>(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        float[,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromArray<float>(data, dtype, device, requires_grad), names);

    public static Tensor tensor(
        double[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<double>(data, [data.Length], dtype, device, requires_grad), names);

    public static Tensor tensor(
        double[] data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<double>(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        double[,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromArray<double>(data, dtype, device, requires_grad), names);
}
