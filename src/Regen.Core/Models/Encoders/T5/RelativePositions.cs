namespace Regen.Core.Models.Encoders.T5;

/// <summary>T5's buckets of relative positions: one per distance near by, then wider and wider ones.</summary>
/// <remarks>Source: Raffel et al. 2020, arXiv:1910.10683, section 2.1; the logarithm is taken in float32, as the published models were trained.</remarks>
internal static class RelativePositions
{
    /// <param name="relative">Position of the key minus position of the query, in tokens.</param>
    /// <param name="buckets">Buckets in all.</param>
    /// <param name="maxDistance">Distance that falls into the last bucket.</param>
    /// <param name="isBidirectional">Keys behind the query have the first half of the buckets and keys after it the second; else all keys after it count as distance 0.</param>
    public static int Bucket(int relative, int buckets, int maxDistance, bool isBidirectional)
    {
        var each = isBidirectional ? buckets / 2 : buckets;
        var first = isBidirectional && relative > 0 ? each : 0;
        var distance = isBidirectional ? Math.Abs(relative) : Math.Max(-relative, 0);
        var exact = each / 2;
        if (distance < exact)
        {
            return first + distance;
        }

        var part = MathF.Log(distance / (float)exact) / (float)Math.Log((double)maxDistance / exact);
        return first + Math.Min(exact + (int)(part * (each - exact)), each - 1);
    }

    /// <summary>The bucket of every pair of places in a text of so many tokens, query by query.</summary>
    public static long[] Table(int tokens, T5Config config)
    {
        var table = new long[tokens * tokens];
        for (var query = 0; query < tokens; query++)
        {
            for (var key = 0; key < tokens; key++)
            {
                table[(query * tokens) + key] = Bucket(key - query, config.Buckets, config.MaxDistance, isBidirectional: true);
            }
        }

        return table;
    }
}
