using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Made(Aten.empty__memory_format.Call(size, dtype ?? defaultType, Argument.None, device ?? defaultDevice), requires_grad, names);

    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Made(Aten.zeros.Call(size, dtype ?? defaultType, Argument.None, device ?? defaultDevice), requires_grad, names);

    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Made(Aten.ones.Call(size, dtype ?? defaultType, Argument.None, device ?? defaultDevice), requires_grad, names);

    public static Tensor full(
        long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        var type = dtype ?? (value.Type == ScalarType.Float64 ? defaultType : value.Type);
        return Made(Aten.full.Call(size, value, type, Argument.None, device ?? defaultDevice), requires_grad, names);
    }

    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.empty_like.Call(input, dtype, Argument.None, device), requires_grad, null);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.zeros_like.Call(input, dtype, Argument.None, device), requires_grad, null);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.ones_like.Call(input, dtype, Argument.None, device), requires_grad, null);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.full_like.Call(input, value, dtype, Argument.None, device), requires_grad, null);

    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.rand_like.Call(input, dtype, Argument.None, device), requires_grad, null);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.randn_like.Call(input, dtype, Argument.None, device), requires_grad, null);

    /// <summary>Uniform in [0, 1).</summary>
    public static Tensor rand(
        long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Made(Aten.rand__generator.Call(size, generator, dtype ?? defaultType, Argument.None, device ?? defaultDevice), requires_grad, names);

    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        rand([size], dtype, device, requires_grad, generator);

    public static Tensor rand(
        long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        rand([rows, columns], dtype, device, requires_grad, generator);

    /// <summary>Normal with mean 0 and variance 1.</summary>
    public static Tensor randn(
        long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Made(Aten.randn__generator.Call(size, generator, dtype ?? defaultType, Argument.None, device ?? defaultDevice), requires_grad, names);

    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randn([size], dtype, device, requires_grad, generator);

    public static Tensor randn(
        long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        randn([rows, columns], dtype, device, requires_grad, generator);

    /// <summary>Integers in [low, high).</summary>
    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Made(Aten.randint__low_generator.Call(low, high, size, generator, dtype ?? ScalarType.Int64, Argument.None, device ?? defaultDevice), requires_grad, names);

    public static Tensor randint(
        long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    /// <summary>The numbers below n in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Made(Aten.randperm__generator.Call(n, generator, dtype ?? ScalarType.Int64, Argument.None, device ?? defaultDevice), requires_grad, null);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        Scalar[] all = [start, stop, step];
        var type = dtype ?? (Array.Exists(all, s => s.Type == ScalarType.Float64) ? defaultType : ScalarType.Int64);
        return Made(Aten.arange__start_step.Call(start, stop, step, type, Argument.None, device ?? defaultDevice), requires_grad, null);
    }

    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.linspace.Call(start, end, steps, dtype ?? defaultType, Argument.None, device ?? defaultDevice), requires_grad, null);

    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.eye__m.Call(rows, columns < 0 ? rows : columns, dtype ?? defaultType, Argument.None, device ?? defaultDevice), requires_grad, null);

    private static Tensor Made(Tensor tensor, bool requiresGrad, string[]? names)
    {
        if (names is not null)
        {
            throw new NotSupportedException("named dimensions are not supported");
        }

        return requiresGrad ? tensor.requires_grad_() : tensor;
    }
}
