namespace Regen.Core.Runs;

/// <summary>Which slice of which evaluation a shard holds: all of it must agree before shards are merged.</summary>
internal sealed record RankShard
{
    /// <summary>"test" or "validation".</summary>
    public required string Part { get; init; }

    /// <summary>What the critiqued users said: given, withheld, swapped.</summary>
    public required string Critiques { get; init; }

    /// <summary>Users ranked at once: shards end between batches, so that every batch is the unsharded one.</summary>
    public required int Batch { get; init; }

    /// <summary>Users of the whole part.</summary>
    public required int Users { get; init; }

    public required string WeightsSha256 { get; init; }

    public required string DataSha256 { get; init; }

    public required string CatalogueSha256 { get; init; }

    /// <summary>1-based.</summary>
    public required int Shard { get; init; }

    public required int Of { get; init; }

    /// <returns>In words, what another shard of the same number does not share with this one.</returns>
    public IEnumerable<string> Differences(RankShard other)
    {
        (string Name, object Mine, object Theirs)[] facts =
        [
            ("part", Part, other.Part), ("critiques", Critiques, other.Critiques), ("batch", Batch, other.Batch), ("users", Users, other.Users),
            ("weights", WeightsSha256, other.WeightsSha256), ("corpus", DataSha256, other.DataSha256), ("catalogue", CatalogueSha256, other.CatalogueSha256),
        ];
        return facts.Where(fact => !fact.Mine.Equals(fact.Theirs)).Select(fact => $"other {fact.Name} ({Shorten(fact.Theirs)}, not {Shorten(fact.Mine)})");
    }

    private static string Shorten(object value) => value is string { Length: 64 } hash ? hash[..12] : $"{value}";
}
