namespace Regen.Core.LanguageModels;

/// <summary>
/// Says of a key that it surely is not in the store, or that it may be: a Bloom filter in blocks of one cache line. Its size is
/// fixed, whatever it holds: 32 MiB, of which the system gives what is touched. Thread safe.
/// </summary>
/// <remarks>Of a million keys, one absent key in some 100 million passes; of ten million, one in 7,000.</remarks>
internal sealed class KeyFilter
{
    private const int BlockBits = 19;
    private const int Probes = 5;

    // Eight words of 64 bits a block; a probe is nine bits of the key: which word, and which bit of it.
    private readonly ulong[] words = new ulong[8 << BlockBits];

    /// <param name="prefix">A key's first 64 bits, which are as good as random.</param>
    public void Add(long prefix)
    {
        var (block, bits) = Split(prefix);
        for (var probe = 0; probe < Probes; probe++, bits >>= 9)
        {
            Interlocked.Or(ref words[block + (int)(bits & 7)], 1UL << (int)((bits >> 3) & 63));
        }
    }

    /// <returns>False only for a key that was never added.</returns>
    public bool MayHold(long prefix)
    {
        var (block, bits) = Split(prefix);
        for (var probe = 0; probe < Probes; probe++, bits >>= 9)
        {
            if ((Volatile.Read(ref words[block + (int)(bits & 7)]) & (1UL << (int)((bits >> 3) & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static (int Block, ulong Bits) Split(long prefix)
    {
        var bits = unchecked((ulong)prefix);
        return ((int)(bits >> (64 - BlockBits)) << 3, bits);
    }
}
