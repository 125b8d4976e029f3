using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.Rating;

/// <summary>Which users are rated where a file asks for some: those whose keys hash lowest under its seed, whatever their order.</summary>
internal static class RatedUsers
{
    /// <param name="all">Users or their texts, read twice where some are chosen.</param>
    /// <param name="key">The user's key.</param>
    public static IEnumerable<T> Of<T>(IEnumerable<T> all, Func<T, string> key, RatingConfig config)
    {
        if (config.Users is not { } most)
        {
            return all;
        }

        var lowest = new SortedSet<(ulong Hash, string Key)>();
        foreach (var one in all)
        {
            lowest.Add((SeededRandom.Derive(config.Seed, "rated", key(one)), key(one)));
            if (lowest.Count > most)
            {
                lowest.Remove(lowest.Max);
            }
        }

        var chosen = lowest.Select(static user => user.Key).ToHashSet(StringComparer.Ordinal);
        return all.Where(one => chosen.Contains(key(one)));
    }
}
