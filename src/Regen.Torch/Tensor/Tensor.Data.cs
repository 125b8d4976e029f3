using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The raw elements of a contiguous CPU tensor; valid while the tensor is alive.</summary>
        /// <exception cref="InvalidOperationException">On another device, not contiguous, or longer than a span.</exception>
        [SuppressMessage("Performance", "CA1819", Justification = "TorchSharp's signature.")]
        public unsafe Span<byte> bytes
        {
            get
            {
                var info = Info();
                RequirePlain(info);
                return new Span<byte>(info.Data, checked((int)(info.Elements * info.ElementSize)));
            }

            set
            {
                var own = bytes;
                if (own.Length != value.Length)
                {
                    throw new ArgumentException($"{Describe()} holds {own.Length} bytes, {value.Length} were given", nameof(value));
                }

                value.CopyTo(own);
                GC.KeepAlive(this);
            }
        }

        /// <summary>The elements as .NET values, in the order of the indices.</summary>
        /// <exception cref="ArgumentException">The element type is another.</exception>
        public Utils.TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            ElementTypes.Require<T>(this);
            return new Utils.TensorAccessor<T>(this);
        }

        /// <summary>The only element.</summary>
        public unsafe T item<T>()
            where T : unmanaged
        {
            ElementTypes.Require<T>(this);
            var info = Info();
            if (info.Elements != 1)
            {
                throw new ArgumentException($"item() needs one element, {Describe()} has {info.Elements}");
            }

            if (info.DeviceType == (int)DeviceType.CPU)
            {
                var value = Unsafe.ReadUnaligned<T>(info.Data);
                GC.KeepAlive(this);
                return value;
            }

            using var here = cpu();
            return here.item<T>();
        }

        [SuppressMessage("Usage", "CA2225", Justification = "ToSingle() and its like are the named ones.")]
        public static explicit operator float(Tensor value) => value.ToSingle();

        public static explicit operator double(Tensor value) => value.ToDouble();

        public static explicit operator int(Tensor value) => value.ToInt32();

        public static explicit operator long(Tensor value) => value.ToInt64();

        public static explicit operator bool(Tensor value) => value.ToBoolean();

        internal void RequirePlain(TensorInfo info)
        {
            if (info.DeviceType != (int)DeviceType.CPU || info.IsContiguous == 0)
            {
                throw new InvalidOperationException($"the bytes of {Describe()} are not one block in host memory: use cpu() and contiguous() first");
            }
        }

        internal double AsDouble() => Number().ToDouble(null);

        internal long AsInt64() => Number().ToInt64(null);

        private IConvertible Number()
        {
            if (numel() != 1)
            {
                throw new ArgumentException($"a number needs one element, {Describe()} has {numel()}");
            }

            switch (dtype)
            {
                case ScalarType.Bool:
                    return item<bool>();
                case ScalarType.Float32:
                    return item<float>();
                case ScalarType.Int64:
                    return item<long>();
                case ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32:
                    using (var wide = to(ScalarType.Int64))
                    {
                        return wide.item<long>();
                    }

                default:
                    using (var wide = to(ScalarType.Float64))
                    {
                        return wide.item<double>();
                    }
            }
        }
    }
}

/// <summary>A tensor of one element as a .NET number, whatever its element type.</summary>
public static class TensorExtensionMethods
{
    public static float ToSingle(this torch.Tensor value) => (float)value.ToDouble();

    public static double ToDouble(this torch.Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.AsDouble();
    }

    public static int ToInt32(this torch.Tensor value) => checked((int)value.ToInt64());

    public static long ToInt64(this torch.Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.AsInt64();
    }

    public static bool ToBoolean(this torch.Tensor value) => value.ToDouble() != 0;

    public static Scalar ToScalar(this torch.Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.is_floating_point() ? value.ToDouble() : value.dtype == torch.ScalarType.Bool ? value.ToBoolean() : value.ToInt64();
    }

    /// <summary>An array as a tensor of the given dimensions; always a copy.</summary>
    [SuppressMessage("Style", "IDE0060", Justification = "TorchSharp's signature; memory of the collector is never lent out.")]
    public static torch.Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false)
        where T : unmanaged => torch.FromSpan<T>(rawArray, dimensions, null, null, requires_grad);

    public static Modules.Parameter AsParameter(this torch.Tensor tensor) => new(tensor);
}

internal static class ElementTypes
{
    internal static torch.ScalarType Of<T>()
        where T : unmanaged => default(T) switch
        {
            float => torch.ScalarType.Float32,
            long => torch.ScalarType.Int64,
            double => torch.ScalarType.Float64,
            int => torch.ScalarType.Int32,
            bool => torch.ScalarType.Bool,
            byte => torch.ScalarType.Byte,
            sbyte => torch.ScalarType.Int8,
            short => torch.ScalarType.Int16,
            Half => torch.ScalarType.Float16,
            _ => throw new NotSupportedException($"libtorch has no element type for {typeof(T).Name}"),
        };

    internal static void Require<T>(torch.Tensor tensor)
        where T : unmanaged
    {
        if (tensor.dtype != Of<T>())
        {
            throw new ArgumentException($"{tensor.Describe()} does not hold {typeof(T).Name}; convert it first, for example to(ScalarType.{Of<T>()})");
        }
    }

    internal static ReadOnlySpan<byte> Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values);
}
