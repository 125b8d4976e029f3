using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Regen.Core.Domain;

/// <summary>
/// The one generator of Regen: xoshiro256**, seeded by SplitMix64, so that a seed means the same draws on every
/// machine and in every version of .NET.
/// </summary>
/// <remarks>Source: Blackman and Vigna 2021, doi:10.1145/3460772. Not thread safe; not for secrets.</remarks>
public sealed class SeededRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private double? spareGaussian;

    public SeededRandom(ulong seed)
    {
        s0 = SplitMix(ref seed);
        s1 = SplitMix(ref seed);
        s2 = SplitMix(ref seed);
        s3 = SplitMix(ref seed);
    }

    /// <summary>The generator of one named stage of a run: equal seed and names give equal draws, others are independent.</summary>
    public static SeededRandom For(long seed, params ReadOnlySpan<string> names) => new(Derive(seed, names));

    /// <summary>A 64-bit seed derived from a run's seed and the names of a stage (SHA-256, first eight bytes).</summary>
    public static ulong Derive(long seed, params ReadOnlySpan<string> names)
    {
        var text = new StringBuilder().Append(seed);
        foreach (var name in names)
        {
            text.Append('\u001f').Append(name);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = ulong.RotateLeft(s3, 45);
        return result;
    }

    /// <returns>A whole number in [0, bound), without modulo bias.</returns>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var limit = (ulong)bound;
        var threshold = (0 - limit) % limit;
        while (true)
        {
            var high = Math.BigMul(NextUInt64(), limit, out var low);
            if (low >= threshold)
            {
                return (int)high;
            }
        }
    }

    /// <returns>A number in [0, 1) with 53 random bits.</returns>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <returns>A standard normal number (Marsaglia's polar method).</returns>
    public double NextGaussian()
    {
        if (spareGaussian is { } spare)
        {
            spareGaussian = null;
            return spare;
        }

        while (true)
        {
            var x = (2 * NextDouble()) - 1;
            var y = (2 * NextDouble()) - 1;
            var square = (x * x) + (y * y);
            if (square is > 0 and < 1)
            {
                var scale = Math.Sqrt(-2 * Math.Log(square) / square);
                spareGaussian = y * scale;
                return x * scale;
            }
        }
    }

    /// <summary>Puts the values in a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var last = values.Length - 1; last > 0; last--)
        {
            var other = Next(last + 1);
            (values[last], values[other]) = (values[other], values[last]);
        }
    }

    /// <returns>The whole state, to be put into a checkpoint.</returns>
    public ulong[] GetState() => [s0, s1, s2, s3, spareGaussian is null ? 0UL : 1UL, BitConverter.DoubleToUInt64Bits(spareGaussian ?? 0)];

    /// <summary>Goes back to a state that <see cref="GetState"/> gave.</summary>
    public void SetState(ReadOnlySpan<ulong> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, 6);
        (s0, s1, s2, s3) = (state[0], state[1], state[2], state[3]);
        spareGaussian = state[4] == 0 ? null : BitConverter.UInt64BitsToDouble(state[5]);
    }

    private static ulong SplitMix(ref ulong seed)
    {
        var z = seed += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
