using Regen.Core.Domain;
namespace Regen.Core.Baselines;

/// <summary>The inner two rings around an item in the graph of transitions; the outermost is everything else.</summary>
internal sealed class TghRings(TransitionCounts graph)
{
    private readonly int[] seenAt = new int[graph.ItemCount];
    private readonly List<int> first = [];
    private readonly List<int> second = [];
    private int walk;

    /// <summary>The item's successors.</summary>
    public IReadOnlyList<int> First => first;

    /// <summary>Successors of those, without them and without the item itself.</summary>
    public IReadOnlyList<int> Second => second;

    /// <summary>Moves to another item; what the rings held before is gone.</summary>
    public void Walk(int source)
    {
        walk++;
        first.Clear();
        second.Clear();
        foreach (var next in graph.SuccessorsOf(source))
        {
            first.Add(next);
            seenAt[next] = walk;
        }

        seenAt[source] = walk;
        foreach (var item in first)
        {
            foreach (var next in graph.SuccessorsOf(item))
            {
                if (seenAt[next] != walk)
                {
                    seenAt[next] = walk;
                    second.Add(next);
                }
            }
        }
    }
}
