namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(
        IList<bool> data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [data.Count], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<bool> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<bool> data, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [rows, columns], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<bool> data, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [dim0, dim1, dim2], dtype, device, requires_grad), names);

    public static Tensor tensor(
        Memory<bool> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<bool>(data.Span, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<byte> data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [data.Count], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<byte> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<byte> data, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [rows, columns], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<byte> data, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [dim0, dim1, dim2], dtype, device, requires_grad), names);

    public static Tensor tensor(
        Memory<byte> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<byte>(data.Span, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<sbyte> data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [data.Count], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<sbyte> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<sbyte> data, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [rows, columns], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<sbyte> data, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [dim0, dim1, dim2], dtype, device, requires_grad), names);

    public static Tensor tensor(
        Memory<sbyte> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<sbyte>(data.Span, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<short> data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [data.Count], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<short> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<short> data, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [rows, columns], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<short> data, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [dim0, dim1, dim2], dtype, device, requires_grad), names);

    public static Tensor tensor(
        Memory<short> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<short>(data.Span, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<int> data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [data.Count], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<int> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<int> data, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [rows, columns], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<int> data, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [dim0, dim1, dim2], dtype, device, requires_grad), names);

    public static Tensor tensor(
        Memory<int> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<int>(data.Span, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<long> data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [data.Count], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<long> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<long> data, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [rows, columns], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<long> data, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [dim0, dim1, dim2], dtype, device, requires_grad), names);

    public static Tensor tensor(
        Memory<long> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<long>(data.Span, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<Half> data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [data.Count], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<Half> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<Half> data, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [rows, columns], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<Half> data, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [dim0, dim1, dim2], dtype, device, requires_grad), names);

    public static Tensor tensor(
        Memory<Half> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<Half>(data.Span, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<float> data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [data.Count], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<float> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<float> data, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [rows, columns], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<float> data, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [dim0, dim1, dim2], dtype, device, requires_grad), names);

    public static Tensor tensor(
        Memory<float> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<float>(data.Span, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<double> data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [data.Count], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<double> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, dimensions, dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<double> data, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [rows, columns], dtype, device, requires_grad), names);

    public static Tensor tensor(
        IList<double> data, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromList(data, [dim0, dim1, dim2], dtype, device, requires_grad), names);

    public static Tensor tensor(
        Memory<double> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(FromSpan<double>(data.Span, dimensions, dtype, device, requires_grad), names);
}
