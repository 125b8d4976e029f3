namespace Regen.Core.Data.Sample;

/// <summary>Hashes that stand for fixed facts (a shopper's taste, an item's gaps), so that none of them is stored.</summary>
internal static class Hashing
{
    /// <summary>FNV-1a over UTF-16 units.</summary>
    public static ulong Of(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * 1099511628211UL;
        }

        return hash;
    }

    /// <summary>Mixes three numbers with SplitMix64's finaliser.</summary>
    public static ulong Mix(ulong a, ulong b, ulong c) => Final(Final(Final(a + 0x9E3779B97F4A7C15) ^ b) + c);

    /// <returns>A number in [0, 1).</returns>
    public static double Unit(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    /// <returns>A nearly normal number of mean 0 and variance 1: the sum of the hash's four 16-bit parts.</returns>
    public static double Normal(ulong hash)
    {
        var sum = (hash & 0xFFFF) + ((hash >> 16) & 0xFFFF) + ((hash >> 32) & 0xFFFF) + (hash >> 48);
        return ((sum / 65535.0) - 2) * 1.7320508075688772;
    }

    private static ulong Final(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
