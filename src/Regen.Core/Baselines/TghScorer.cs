using System.Globalization;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Evaluation;

namespace Regen.Core.Baselines;

/// <summary>
/// TGH, the untrained graph heuristic of "An Embarrassingly Simple Graph Heuristic Reveals Shortcut-Solvable Benchmarks for
/// Sequential Recommendation" (arXiv:2605.07125, 2026): a list of few items from rings around the last one or two items in the
/// graph of transitions, each ring ordered by the likeness of texts.
/// </summary>
/// <remarks>
/// TGH gives a list, the harness ranks a catalogue: the list's items come first, in its order; below them every other item by
/// the cosine of its text with that of the last item, and last the user's own items, which the outermost ring leaves out. A random
/// fill is drawn from the history's items alone, so that it depends neither on the run nor on the other users.
/// </remarks>
public sealed class TghScorer : IScorer
{
    private const float ListStart = 1000;
    private const float OwnItem = -4;

    private readonly TghConfig config;
    private readonly TransitionCounts graph;
    private readonly ItemTextVectors texts;
    private readonly float[] countBonus;
    private readonly TghRings rings;
    private readonly float[] cosines;
    private int cosineSource = -1;

    /// <param name="part">What is counted.</param>
    /// <param name="texts">A vector for each item of the catalogue.</param>
    public TghScorer(TrainingPart part, TghConfig config, ItemTextVectors texts)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.ItemCount != part.ItemCount)
        {
            throw new ArgumentException($"{texts.ItemCount} texts for {part.ItemCount} items", nameof(texts));
        }

        (this.config, this.texts) = (config, texts);
        graph = part.Transitions(distance: 1);
        countBonus = Bonus(graph, (float)config.CountWeight);
        rings = new TghRings(graph);
        cosines = new float[part.ItemCount];
    }

    public int ItemCount => graph.ItemCount;

    public void Score(ReadOnlySpan<int> history, Span<float> scores) => Fill(history, history, isSeenRemoved: false, scores);

    public bool ScoreUnseen(ReadOnlySpan<int> history, ReadOnlySpan<int> seen, Span<float> scores)
    {
        Fill(history, seen, isSeenRemoved: true, scores);
        return true;
    }

    /// <summary>The list, best first.</summary>
    /// <param name="seen">Items that the outermost ring, and with <paramref name="isSeenRemoved"/> every ring, leaves out.</param>
    public IReadOnlyList<int> List(ReadOnlySpan<int> history, ReadOnlySpan<int> seen, bool isSeenRemoved)
    {
        HashSet<int> own = [.. seen];
        HashSet<int> taken = [];
        var barred = isSeenRemoved ? own : [];
        var list = Around(history[^1], config.Last, own, barred, taken);
        if (config.Before is { } before && history.Length > 1)
        {
            list.AddRange(Around(history[^2], before, own, barred, taken));
        }

        var length = Math.Min(config.Last.Total + (config.Before?.Total ?? 0), ItemCount - barred.Count);
        if (list.Count < length)
        {
            Complete(list, length, history, own, barred);
        }

        return list;
    }

    private void Fill(ReadOnlySpan<int> history, ReadOnlySpan<int> seen, bool isSeenRemoved, Span<float> scores)
    {
        var list = List(history, seen, isSeenRemoved);
        CosinesOf(history[^1]).CopyTo(scores);
        foreach (var item in seen)
        {
            scores[item] = OwnItem;
        }

        for (var place = 0; place < list.Count; place++)
        {
            scores[list[place]] = ListStart - place;
        }
    }

    /// <summary>One source's share of the list: so many of each ring, and where a ring has too few, the leftovers of those inside it.</summary>
    private List<int> Around(int source, RingSizes sizes, HashSet<int> own, HashSet<int> barred, HashSet<int> taken)
    {
        rings.Walk(source);
        bool IsCandidate(int item) => !taken.Contains(item) && !barred.Contains(item);
        IReadOnlyList<int>[] best =
        [
            Best(rings.First.Where(IsCandidate), item => texts.Cosine(source, item) + Bonus(source, item), sizes.Total),
            Best(rings.Second.Where(IsCandidate), item => texts.Cosine(source, item), sizes.Total),
            sizes.Rest == 0 ? [] : Top(CosinesOf(source), [source, .. rings.First, .. rings.Second, .. own, .. taken], sizes.Total),
        ];
        var list = Assemble(best, sizes);
        taken.UnionWith(list);
        return list;
    }

    private static List<int> Assemble(IReadOnlyList<int>[] best, RingSizes sizes)
    {
        List<int> list = [];
        Queue<int> leftovers = [];
        foreach (var (ring, size) in best.Zip([sizes.First, sizes.Second, sizes.Rest]))
        {
            var wanted = size;
            for (var missing = size - ring.Count; missing > 0 && leftovers.TryDequeue(out var leftover); missing--, wanted--)
            {
                list.Add(leftover);
            }

            list.AddRange(ring.Take(wanted));
            foreach (var item in ring.Skip(wanted))
            {
                leftovers.Enqueue(item);
            }
        }

        while (list.Count < sizes.Total && leftovers.TryDequeue(out var leftover))
        {
            list.Add(leftover);
        }

        return list;
    }

    private void Complete(List<int> list, int length, ReadOnlySpan<int> history, HashSet<int> own, HashSet<int> barred)
    {
        if (config.Fill == "text")
        {
            list.AddRange(Top(CosinesOf(history[^1]), [.. list, .. own], length - list.Count));
        }

        HashSet<int> used = [.. list, .. barred];
        var random = SeededRandom.For(0, ["tgh fill", .. history.ToArray().Select(item => item.ToString(CultureInfo.InvariantCulture))]);
        while (list.Count < length)
        {
            var item = random.Next(ItemCount);
            if (used.Add(item))
            {
                list.Add(item);
            }
        }
    }

    private float[] CosinesOf(int source)
    {
        if (cosineSource != source)
        {
            texts.Cosines(source, cosines);
            cosineSource = source;
        }

        return cosines;
    }

    private float Bonus(int source, int next)
    {
        var (start, end) = graph.EntriesOf(source);
        return countBonus[Array.BinarySearch(graph.Nexts, start, end - start, next)];
    }

    private static int[] Top(float[] scores, int[] excluded, int count)
    {
        var best = new int[count];
        return best[..Ranking.TopK<float>(scores, excluded, best)];
    }

    private static int[] Best(IEnumerable<int> items, Func<int, float> score, int count) =>
    [
        .. items.Select(item => (Item: item, Score: score(item)))
            .OrderByDescending(entry => entry.Score)
            .ThenBy(entry => entry.Item)
            .Take(count)
            .Select(entry => entry.Item),
    ];

    /// <returns>Per entry of the graph, weight * log(1 + count) / largest log(1 + count) of the item's entries.</returns>
    private static float[] Bonus(TransitionCounts graph, float weight)
    {
        var bonus = new float[graph.Counts.Length];
        for (var item = 0; item < graph.ItemCount; item++)
        {
            var (start, end) = graph.EntriesOf(item);
            var largest = 0f;
            for (var entry = start; entry < end; entry++)
            {
                bonus[entry] = MathF.Log(1 + graph.Counts[entry]);
                largest = Math.Max(largest, bonus[entry]);
            }

            for (var entry = start; entry < end; entry++)
            {
                bonus[entry] *= weight / largest;
            }
        }

        return bonus;
    }
}
