namespace Regen.Core.Data.Stages;

/// <summary>
/// All interactions as sequences, by user in order of first appearance in the files: sorted, and through the recipe. While the caller has one
/// partition, the next is made on another thread.
/// </summary>
internal sealed class SequenceStream(EventStream source, UserKeys keys, PublishedReader? published, Recipe recipe, ItemCatalogue catalogue) : IDisposable
{
    private Task? making;

    /// <summary>Each partition with its number; to be done with before the next one is asked for.</summary>
    public IEnumerable<(int Partition, PartitionSequences Sequences)> Partitions()
    {
        var (current, next) = (new PartitionSequences(), new PartitionSequences());
        for (var partition = 0; partition < source.Partitions; partition++)
        {
            (making ?? Begin(partition, next)).GetAwaiter().GetResult();
            (current, next) = (next, current);
            making = partition + 1 < source.Partitions ? Begin(partition + 1, next) : null;
            yield return (partition, current);
        }

        published?.RequireEnd();
    }

    /// <summary>Waits for the partition that nobody asked for any more.</summary>
    public void Dispose() => making?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);

    private Task Begin(int partition, PartitionSequences target) => Task.Run(() => Make(partition, target));

    private void Make(int partition, PartitionSequences target)
    {
        target.Clear();
        source.Read(partition, catalogue, events =>
        {
            var key = keys.Next();
            recipe.Apply(key, events, published?.Next(key));
            target.Add(key, events, catalogue);
        });
    }
}
