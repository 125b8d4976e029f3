using System.Diagnostics.CodeAnalysis;
using TorchSharp.Native;

namespace TorchSharp;

/// <summary>A number handed to an operator; it keeps whether it is an integer, a real or a truth value.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "TorchSharp's conversions; ToScalar() are the named ones.")]
public sealed class Scalar : IDisposable
{
    private Scalar(Argument argument, torch.ScalarType type)
    {
        Argument = argument;
        Type = type;
    }

    /// <summary>Int64, Float64 or Bool.</summary>
    public torch.ScalarType Type { get; }

    internal Argument Argument { get; }

    public static implicit operator Scalar(byte value) => Integer(value);

    public static implicit operator Scalar(sbyte value) => Integer(value);

    public static implicit operator Scalar(short value) => Integer(value);

    public static implicit operator Scalar(int value) => Integer(value);

    public static implicit operator Scalar(long value) => Integer(value);

    public static implicit operator Scalar(Half value) => Real((double)value);

    public static implicit operator Scalar(float value) => Real(value);

    public static implicit operator Scalar(double value) => Real(value);

    public static implicit operator Scalar(bool value) => new(value, torch.ScalarType.Bool);

    /// <summary>Nothing to free: a scalar is a managed number.</summary>
    public void Dispose()
    {
    }

    public override string ToString() => Argument.Describe();

    internal long Integral => Type == torch.ScalarType.Float64 ? (long)Floating : Argument.Payload;

    internal double Floating => Type == torch.ScalarType.Float64 ? BitConverter.Int64BitsToDouble(Argument.Payload) : Argument.Payload;

    private static Scalar Integer(long value) => new(value, torch.ScalarType.Int64);

    private static Scalar Real(double value) => new(value, torch.ScalarType.Float64);
}

/// <summary>Numbers as scalars, by name.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this Half value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static long ToInt64(this Scalar value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Integral;
    }

    public static double ToDouble(this Scalar value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Floating;
    }

    public static float ToSingle(this Scalar value) => (float)value.ToDouble();
}
