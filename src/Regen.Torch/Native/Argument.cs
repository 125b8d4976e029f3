using System.Runtime.CompilerServices;

namespace TorchSharp.Native;

/// <summary>One argument of an operator, on the stack; what it points at stays alive until the call returns.</summary>
internal readonly struct Argument
{
    private Argument(Tag tag, object? owner, long payload = 0, int length = 0)
    {
        Tag = tag;
        Owner = owner;
        Payload = payload;
        Length = length;
    }

    internal Tag Tag { get; }

    internal object? Owner { get; }

    internal long Payload { get; }

    internal int Length { get; }

    /// <summary>An explicit None.</summary>
    internal static Argument None => default;

    /// <summary>What the operator's schema says.</summary>
    internal static Argument Default => new(Tag.Default, null);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Argument(torch.Tensor? value) => value is null ? default : new(Tag.Tensor, value.SafeHandle);

    public static implicit operator Argument(long value) => new(Tag.Int, null, value);

    public static implicit operator Argument(long? value) => value is { } known ? new(Tag.Int, null, known) : default;

    public static implicit operator Argument(double value) => new(Tag.Double, null, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(double? value) => value is { } known ? (Argument)known : default;

    public static implicit operator Argument(bool value) => new(Tag.Bool, null, value ? 1 : 0);

    public static implicit operator Argument(torch.ScalarType value) => new(Tag.Int, null, (long)value);

    public static implicit operator Argument(torch.ScalarType? value) => value is { } known ? new(Tag.Int, null, (long)known) : default;

    public static implicit operator Argument(Scalar? value) => value is null ? default : value.Argument;

    public static implicit operator Argument(torch.Device? value) =>
        value is null ? default : new(Tag.Device, null, (long)value.type, value.index);

    public static implicit operator Argument(torch.Generator? value) => value is null ? default : new(Tag.Generator, value.SafeHandle);

    public static implicit operator Argument(long[]? value) => value is null ? default : new(Tag.Ints, value, 0, value.Length);

    public static implicit operator Argument(double[]? value) => value is null ? default : new(Tag.Doubles, value, 0, value.Length);

    public static implicit operator Argument(torch.Tensor?[]? value) => value is null ? default : new(Tag.Tensors, value, 0, value.Length);

    public static implicit operator Argument(string? value) => value is null ? default : new(Tag.String, value);

    /// <summary>What the argument is, for an error: a tensor by dtype and shape, a number by value.</summary>
    internal string Describe() => (Tag, Owner) switch
    {
        (Tag.Tensor, TensorHandle tensor) => Shapes.Describe(tensor),
        (Tag.Tensors, torch.Tensor?[] tensors) => Shapes.Describe(tensors),
        (Tag.Ints, long[] integers) => $"[{string.Join(", ", integers)}]",
        (Tag.Doubles, double[] reals) => $"[{string.Join(", ", reals)}]",
        (Tag.String, string text) => $"'{text}'",
        (Tag.Int, _) => $"{Payload}",
        (Tag.Bool, _) => Payload != 0 ? "true" : "false",
        (Tag.Double, _) => $"{BitConverter.Int64BitsToDouble(Payload)}",
        (Tag.Device, _) => $"{(DeviceType)Payload}:{Length}",
        _ => Tag.ToString(),
    };
}
