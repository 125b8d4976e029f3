using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Regen.Core.Evaluation;

/// <summary>Places and best lists from one row of scores, one score per catalogue item.</summary>
public static class Ranking
{
    /// <summary>Where the target stands among all items but the excluded ones.</summary>
    /// <param name="scores">float or double, one per item. NaN counts against the target, and a NaN target stands last.</param>
    /// <param name="target">Item number; never excluded, even where it is named.</param>
    /// <param name="excluded">Item numbers that are no candidates (already seen), in any order, repeats allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">An item number is not in [0, scores).</exception>
    public static TargetPlace Place<T>(ReadOnlySpan<T> scores, int target, ReadOnlySpan<int> excluded = default)
        where T : unmanaged, INumber<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, scores.Length);
        var score = scores[target];
        var (above, below) = Compare(scores, score);
        var level = scores.Length - above - below - 1;
        foreach (var item in Distinct(excluded))
        {
            if (item == target)
            {
                continue;
            }

            var other = scores[item];
            if (other > score)
            {
                above--;
            }
            else if (!(other < score))
            {
                level--;
            }
        }

        return new TargetPlace(above, level);
    }

    /// <summary>The best items, best first; equal scores in item order; NaN below everything.</summary>
    /// <param name="best">Receives item numbers; as many as fit and exist.</param>
    /// <returns>How many were written: fewer than fit only where fewer candidates exist.</returns>
    public static int TopK<T>(ReadOnlySpan<T> scores, ReadOnlySpan<int> excluded, Span<int> best)
        where T : unmanaged, INumber<T>
    {
        var barred = Distinct(excluded);
        var count = 0;
        for (var item = 0; item < scores.Length && best.Length > 0; item++)
        {
            var score = scores[item];
            if (count == best.Length && !IsBetter(score, scores[best[count - 1]]))
            {
                continue;
            }

            if (barred.BinarySearch(item) >= 0)
            {
                continue;
            }

            var at = count < best.Length ? count++ : count - 1;
            while (at > 0 && IsBetter(score, scores[best[at - 1]]))
            {
                best[at] = best[at - 1];
                at--;
            }

            best[at] = item;
        }

        return count;
    }

    private static bool IsBetter<T>(T score, T other)
        where T : unmanaged, INumber<T> => score > other || (T.IsNaN(other) && !T.IsNaN(score));

    private static (int Above, int Below) Compare<T>(ReadOnlySpan<T> scores, T score)
        where T : unmanaged, INumber<T>
    {
        var (above, below, at) = (0, 0, 0);
        if (Vector256<T>.IsSupported)
        {
            var vectors = MemoryMarshal.Cast<T, Vector256<T>>(scores);
            var target = Vector256.Create(score);
            foreach (var vector in vectors)
            {
                above += BitOperations.PopCount(Vector256.GreaterThan(vector, target).ExtractMostSignificantBits());
                below += BitOperations.PopCount(Vector256.LessThan(vector, target).ExtractMostSignificantBits());
            }

            at = vectors.Length * Vector256<T>.Count;
        }

        for (; at < scores.Length; at++)
        {
            above += scores[at] > score ? 1 : 0;
            below += scores[at] < score ? 1 : 0;
        }

        return (above, below);
    }

    private static Span<int> Distinct(ReadOnlySpan<int> items)
    {
        var sorted = items.ToArray().AsSpan();
        sorted.Sort();
        var count = 0;
        foreach (var item in sorted)
        {
            if (count == 0 || sorted[count - 1] != item)
            {
                sorted[count++] = item;
            }
        }

        return sorted[..count];
    }
}
