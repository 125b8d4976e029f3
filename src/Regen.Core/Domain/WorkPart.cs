using System.Globalization;

namespace Regen.Core.Domain;

/// <summary>One of several parts of a piece of work that processes or machines share: "2/4" is the second of four.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Count">Parts in all.</param>
public readonly record struct WorkPart(int Number, int Count)
{
    /// <summary>Reads "I/N".</summary>
    /// <param name="text">Such as 2/4.</param>
    /// <param name="option">The option it was given to, for the message.</param>
    /// <exception cref="RegenException">It is not of this form, or I is not among 1 to N.</exception>
    public static WorkPart Parse(string text, string option)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var number, var count]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var i)
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && i >= 1 && i <= n
            ? new WorkPart(i, n)
            : throw new RegenException($"'{text}' is no part of a work", option, "give I/N, with I from 1 to N: 1/4, 2/4, 3/4, 4/4");
    }

    /// <summary>Which units this part has, so that all parts have about equal work and the same cuts wherever they are made.</summary>
    /// <param name="work">Work of each unit, any measure.</param>
    /// <returns>First unit, and one past the last; equal where there are more parts than units.</returns>
    public (int First, int End) Of(IReadOnlyList<long> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return (Cut(work, Number - 1), Cut(work, Number));
    }

    public override string ToString() => $"{Number}/{Count}";

    /// <summary>The first unit before which at least this many parts' share of the work lies.</summary>
    private int Cut(IReadOnlyList<long> work, int parts)
    {
        var total = work.Aggregate(Int128.Zero, (sum, one) => sum + one);
        var before = Int128.Zero;
        var unit = 0;
        while (unit < work.Count && before * Count < total * parts)
        {
            before += work[unit++];
        }

        return unit;
    }
}
