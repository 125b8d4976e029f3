namespace Regen.Core.Data;

/// <summary>
/// Every user's interactions, in order, as flat columns: those of user u stand at [Offsets[u], Offsets[u + 1]).
/// Users and items are numbered from 0; the numbers are rows of <c>users.parquet</c> and <c>items.parquet</c>.
/// </summary>
public sealed record SequenceTable
{
    /// <summary>int64 [users + 1], ascending, starting with 0.</summary>
    public required long[] Offsets { get; init; }

    /// <summary>Item number per interaction, in [0, items).</summary>
    public required int[] Items { get; init; }

    /// <summary>Unix time in seconds per interaction, never falling within a user.</summary>
    public required long[] Times { get; init; }

    /// <summary>Leading category levels shared with the user's previous item, the root counted; 0 for the first.</summary>
    public required byte[] SharedLevels { get; init; }

    /// <summary>Row of the text that the critique channel reads on the way from the previous item to this one, or -1 for nothing.</summary>
    public required int[] Critiques { get; init; }

    /// <summary>True where that text is a critique of this pair, and not what <c>critiques.absent</c> made of a missing one.</summary>
    public required bool[] IsCritiqued { get; init; }

    public int UserCount => Offsets.Length - 1;

    public int LengthOf(int user) => (int)(Offsets[user + 1] - Offsets[user]);

    public ReadOnlySpan<int> ItemsOf(int user) => Items.AsSpan((int)Offsets[user], LengthOf(user));

    /// <summary>The same as <see cref="ItemsOf"/>, for code that enumerates users.</summary>
    public ReadOnlyMemory<int> MemoryOf(int user) => Items.AsMemory((int)Offsets[user], LengthOf(user));

    public ReadOnlySpan<long> TimesOf(int user) => Times.AsSpan((int)Offsets[user], LengthOf(user));

    /// <summary>Whether a critique of its own leads to the interaction at this position (counted from 0).</summary>
    public bool IsCritiquedAt(int user, int position) => IsCritiqued[Offsets[user] + position];

    public ReadOnlySpan<int> CritiquesOf(int user) => Critiques.AsSpan((int)Offsets[user], LengthOf(user));
}
