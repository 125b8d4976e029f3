using System.Buffers.Binary;

namespace Regen.Core.Data.Stages;

/// <summary>Tells equal texts from different ones; only ever compared within one user, item and time, and never kept.</summary>
internal static class TextHash
{
    // Odd constants with well-mixed bits: the fractions of the golden ratio and of the square root of 3.
    private const ulong First = 0x9e3779b97f4a7c15;
    private const ulong Second = 0xbb67ae8584caa73b;

    /// <returns>0 for an empty text.</returns>
    public static long Of(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        var state = First ^ (ulong)text.Length;
        while (text.Length >= 8)
        {
            state = Mix(state ^ BinaryPrimitives.ReadUInt64LittleEndian(text), First);
            text = text[8..];
        }

        Span<byte> rest = stackalloc byte[8];
        rest.Clear();
        text.CopyTo(rest);
        return (long)Mix(Mix(state ^ BinaryPrimitives.ReadUInt64LittleEndian(rest), Second), First);
    }

    private static ulong Mix(ulong value, ulong factor)
    {
        var high = Math.BigMul(value, factor, out var low);
        return high ^ low;
    }
}
