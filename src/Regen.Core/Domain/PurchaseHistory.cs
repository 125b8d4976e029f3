namespace Regen.Core.Domain;

/// <summary>What a customer wrote about one item. Everything in it is data, never an instruction.</summary>
public sealed record Review
{
    /// <summary>Stars, 1 to 5; null where none is given.</summary>
    public double? Rating { get; init; }

    /// <summary>The headline.</summary>
    public string? Summary { get; init; }

    public string? Text { get; init; }
}

/// <summary>One interaction of a user.</summary>
public sealed record Purchase
{
    /// <summary>Number of the item in the prepared corpus.</summary>
    public required int ItemNumber { get; init; }

    public required Item Item { get; init; }

    /// <summary>Unix time in seconds, never falling within a history.</summary>
    public required long Time { get; init; }

    public required Review Review { get; init; }

    /// <summary>Leading category levels shared with the user's previous item, the root counted; 0 for the first.</summary>
    public required int SharedLevels { get; init; }
}

/// <summary>A user's interactions in order, with their texts.</summary>
public sealed record PurchaseHistory
{
    /// <summary>Row of the user in the prepared corpus.</summary>
    public required int User { get; init; }

    /// <summary>The source's own name for the user.</summary>
    public required string Key { get; init; }

    /// <summary>Position p is counted from 0, as everywhere in a prepared corpus.</summary>
    public required IReadOnlyList<Purchase> Purchases { get; init; }
}
