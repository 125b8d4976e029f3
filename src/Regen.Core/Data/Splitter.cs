namespace Regen.Core.Data;

/// <summary>Makes the three splits.</summary>
public static class Splitter
{
    /// <summary>Default cut times of the temporal split, as shares of all interactions.</summary>
    public const double ValidationFrom = 0.8;

    /// <summary>See <see cref="ValidationFrom"/>.</summary>
    public const double TestFrom = 0.9;

    /// <param name="kind">"leave_one_out", "temporal" or "all".</param>
    public static Split Make(string kind, SequenceTable sequences) => kind switch
    {
        "leave_one_out" => LeaveOneOut(sequences),
        "temporal" => Temporal(sequences, ValidationFrom, TestFrom),
        "all" => new Split
        {
            Kind = kind,
            TrainLength = [.. Enumerable.Range(0, sequences.UserCount).Select(sequences.LengthOf)],
            Validation = [],
            Test = [],
        },
        _ => throw new ArgumentException($"no split is called {kind}", nameof(kind)),
    };

    /// <summary>The paper's split (section 5.1.1): train on the first N-2, validate on N-1, test on N. Users with fewer than three only train.</summary>
    public static Split LeaveOneOut(SequenceTable sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        int[] users = [.. Enumerable.Range(0, sequences.UserCount)];
        int[] held = [.. users.Where(user => sequences.LengthOf(user) >= 3)];
        return new Split
        {
            Kind = "leave_one_out",
            TrainLength = [.. users.Select(user => sequences.LengthOf(user) is var length && length >= 3 ? length - 2 : length)],
            Validation = [.. held.Select(user => new EvaluationCase(user, sequences.LengthOf(user) - 2))],
            Test = [.. held.Select(user => new EvaluationCase(user, sequences.LengthOf(user) - 1))],
        };
    }

    /// <summary>
    /// Two cut times for everybody: what happened before the first trains; a user's first interaction from a cut on is asked for, the
    /// history being what happened strictly before it. Nothing that is learnt from is later than anything asked for.
    /// </summary>
    /// <param name="validationFrom">First cut, as a share of all interactions in time order, in (0, 1).</param>
    /// <param name="testFrom">Second cut, above the first.</param>
    public static Split Temporal(SequenceTable sequences, double validationFrom, double testFrom)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (!(validationFrom > 0 && validationFrom < testFrom && testFrom < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validationFrom), $"cuts {validationFrom} and {testFrom} must rise within (0, 1)");
        }

        var times = (long[])sequences.Times.Clone();
        Array.Sort(times);
        var (first, second) = times.Length == 0 ? (0, 0) : (times[(int)(times.Length * validationFrom)], times[(int)(times.Length * testFrom)]);
        int[] users = [.. Enumerable.Range(0, sequences.UserCount)];
        return new Split
        {
            Kind = "temporal",
            TrainLength = [.. users.Select(user => CountBefore(sequences.TimesOf(user), first))],
            Validation = [.. users.Select(user => FirstFrom(sequences, user, first, second)).OfType<EvaluationCase>()],
            Test = [.. users.Select(user => FirstFrom(sequences, user, second, long.MaxValue)).OfType<EvaluationCase>()],
        };
    }

    private static EvaluationCase? FirstFrom(SequenceTable sequences, int user, long from, long before)
    {
        var times = sequences.TimesOf(user);
        var position = CountBefore(times, from);
        return position > 0 && position < times.Length && times[position] < before ? new EvaluationCase(user, position) : null;
    }

    private static int CountBefore(ReadOnlySpan<long> times, long cut)
    {
        var count = 0;
        while (count < times.Length && times[count] < cut)
        {
            count++;
        }

        return count;
    }
}
