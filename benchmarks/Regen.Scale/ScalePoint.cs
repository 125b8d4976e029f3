namespace Regen.Scale;

/// <summary>One measurement of the ladder.</summary>
internal sealed record ScalePoint
{
    /// <summary>preparation, encoding, training step or ranking.</summary>
    public required string What { get; init; }

    public required int Items { get; init; }

    /// <summary>Users of the corpus for preparation; users of one batch for step and ranking; 0 for encoding.</summary>
    public required int Users { get; init; }

    public required int History { get; init; }

    /// <summary>Seconds of the whole for preparation and encoding, of one step for training, of a thousand users for ranking.</summary>
    public required double Seconds { get; init; }

    public required double PeakMiB { get; init; }

    /// <summary>Which number of the ladder this row changes: users, items or history.</summary>
    public required string Along { get; init; }
}
