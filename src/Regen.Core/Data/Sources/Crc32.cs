using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Regen.Core.Data.Sources;

/// <summary>
/// CRC-32 of IEEE 802.3: 64 bytes at a time by carry-less products where the processor has them (Gopal et al. 2009, "Fast CRC
/// computation for generic polynomials using PCLMULQDQ"), else eight at a time (Kounavis and Berry 2008, "slicing by 8").
/// </summary>
internal struct Crc32
{
    private const int Fold = 64;

    private static readonly uint[][] Tables = MakeTables();

    // x to the power of 4*128+32 and 4*128-32, of 128+32 and 128-32, modulo the polynomial, bits reflected.
    private static readonly Vector128<ulong> ByFour = Vector128.Create(0x1_5444_2bd4UL, 0x1_c6e4_1596UL);
    private static readonly Vector128<ulong> ByOne = Vector128.Create(0x1_7519_97d0UL, 0x0_ccaa_009eUL);

    private uint inverse;

    /// <summary>The checksum of what was added.</summary>
    public readonly uint Value => inverse;

    public void Add(ReadOnlySpan<byte> data)
    {
        var state = ~inverse;
        if (Pclmulqdq.IsSupported && data.Length >= 2 * Fold)
        {
            var whole = data.Length & ~(Fold - 1);
            state = Folded(MemoryMarshal.Cast<byte, Vector128<ulong>>(data[..whole]), state);
            data = data[whole..];
        }

        inverse = ~Sliced(data, state);
    }

    /// <summary>The table's way alone; equal to <see cref="Folded"/> for any data.</summary>
    internal static uint Sliced(ReadOnlySpan<byte> data, uint state)
    {
        while (data.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ state;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            state = Tables[7][low & 255] ^ Tables[6][(low >> 8) & 255] ^ Tables[5][(low >> 16) & 255] ^ Tables[4][low >> 24]
                ^ Tables[3][high & 255] ^ Tables[2][(high >> 8) & 255] ^ Tables[1][(high >> 16) & 255] ^ Tables[0][high >> 24];
            data = data[8..];
        }

        foreach (var value in data)
        {
            state = (state >> 8) ^ Tables[0][(state ^ value) & 255];
        }

        return state;
    }

    // Four products run side by side; what they leave has the checksum of all that went in, and is short.
    private static uint Folded(ReadOnlySpan<Vector128<ulong>> data, uint state)
    {
        var (one, two, three, four) = (data[0] ^ Vector128.CreateScalar((ulong)state), data[1], data[2], data[3]);
        for (data = data[4..]; data.Length >= 4; data = data[4..])
        {
            one = Next(one, ByFour) ^ data[0];
            two = Next(two, ByFour) ^ data[1];
            three = Next(three, ByFour) ^ data[2];
            four = Next(four, ByFour) ^ data[3];
        }

        Span<Vector128<ulong>> left = [Next(Next(Next(one, ByOne) ^ two, ByOne) ^ three, ByOne) ^ four];
        return Sliced(MemoryMarshal.AsBytes(left), 0);
    }

    private static Vector128<ulong> Next(Vector128<ulong> value, Vector128<ulong> factors) =>
        Pclmulqdq.CarrylessMultiply(value, factors, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, factors, 0x11);

    private static uint[][] MakeTables()
    {
        const uint Polynomial = 0xedb88320;
        var tables = Enumerable.Range(0, 8).Select(_ => new uint[256]).ToArray();
        for (uint value = 0; value < 256; value++)
        {
            var state = value;
            for (var bit = 0; bit < 8; bit++)
            {
                state = (state >> 1) ^ ((state & 1) * Polynomial);
            }

            tables[0][value] = state;
        }

        for (var table = 1; table < 8; table++)
        {
            for (var value = 0; value < 256; value++)
            {
                var before = tables[table - 1][value];
                tables[table][value] = (before >> 8) ^ tables[0][before & 255];
            }
        }

        return tables;
    }
}
