using System.Globalization;

namespace Regen.Core.Configuration;

/// <summary>The values of a sweep's axis, as words for an experiment file.</summary>
internal static class SweepValues
{
    /// <param name="slot">What the varied key takes: a whole number has its steps rounded, and equal ones count once.</param>
    /// <returns>At least one value; numbers of a range have six digits, so that they can be names.</returns>
    public static string[] Of(SweepAxis axis, ConfigSlot slot)
    {
        if (axis.Values is { } values)
        {
            return values;
        }

        var isWhole = slot.Type == typeof(int) || slot.Type == typeof(long);
        return
        [
            .. Enumerable.Range(0, axis.Steps!.Value)
                .Select(step => Number(axis, step / (axis.Steps.Value - 1.0)))
                .Select(number => isWhole ? Math.Round(number).ToString("F0", CultureInfo.InvariantCulture) : Digits(number))
                .Distinct(),
        ];
    }

    private static double Number(SweepAxis axis, double share)
    {
        var (from, to) = (axis.From!.Value, axis.To!.Value);
        return axis.Scale == "log" ? from * Math.Pow(to / from, share) : from + ((to - from) * share);
    }

    private static string Digits(double number) => number.ToString("G6", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
}
