using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.Baselines;

/// <summary>Measures the shortcuts of a corpus: see <see cref="ShortcutRecord"/>.</summary>
public static class Shortcuts
{
    /// <param name="texts">A vector for each item's text.</param>
    /// <param name="seed">Draws the random pairs.</param>
    public static ShortcutRecord Measure(PreparedData data, ItemTextVectors texts, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(texts);
        var part = TrainingPart.Of(data);
        var graph = part.Transitions(distance: 1);
        var transitions = graph.Counts.Sum(static count => (long)count);
        var sources = Enumerable.Range(0, graph.ItemCount).Count(item => graph.SuccessorsOf(item).Length > 0);
        return new ShortcutRecord
        {
            Data = data.Name,
            Order = data.TieOrder,
            DataSha256 = data.Sha256,
            Commit = CodeVersion.ReadCommit(),
            Encoder = texts.Signature,
            Items = data.Items.Count,
            ItemsWithSuccessor = sources,
            Transitions = transitions,
            DistinctTransitions = graph.Nexts.Length,
            MeanOutDegree = sources == 0 ? 0 : (double)graph.Nexts.Length / sources,
            ConsecutiveCosine = Consecutive(graph, texts, transitions),
            RandomCosine = Random(part, texts, transitions, SeededRandom.For(seed, "shortcuts")),
            TestUsers = data.Split.Test.Length,
            TiedLastSteps = data.Split.Test.Count(asked => IsTied(data, asked)),
            TargetsAmongSuccessors = data.Split.Test.Count(asked => IsSuccessor(data, graph, asked)),
        };
    }

    private static double Consecutive(TransitionCounts graph, ItemTextVectors texts, long transitions)
    {
        var sum = 0.0;
        for (var item = 0; item < graph.ItemCount; item++)
        {
            var (start, end) = graph.EntriesOf(item);
            for (var entry = start; entry < end; entry++)
            {
                sum += graph.Counts[entry] * (double)texts.Cosine(item, graph.Nexts[entry]);
            }
        }

        return transitions == 0 ? 0 : sum / transitions;
    }

    private static double Random(TrainingPart part, ItemTextVectors texts, long pairs, SeededRandom random)
    {
        int[] occurrences = [.. Enumerable.Range(0, part.UserCount).SelectMany(user => part.Of(user).ToArray())];
        if (occurrences.Distinct().Take(2).Count() < 2)
        {
            return 0;
        }

        var (sum, left) = (0.0, pairs);
        while (left > 0)
        {
            var (one, other) = (occurrences[random.Next(occurrences.Length)], occurrences[random.Next(occurrences.Length)]);
            if (one != other)
            {
                sum += texts.Cosine(one, other);
                left--;
            }
        }

        return pairs == 0 ? 0 : sum / pairs;
    }

    private static bool IsTied(PreparedData data, EvaluationCase asked)
    {
        var times = data.Sequences.TimesOf(asked.User);
        return times[asked.HistoryLength] == times[asked.HistoryLength - 1];
    }

    private static bool IsSuccessor(PreparedData data, TransitionCounts graph, EvaluationCase asked)
    {
        var items = data.Sequences.ItemsOf(asked.User);
        return graph.SuccessorsOf(items[asked.HistoryLength - 1]).BinarySearch(items[asked.HistoryLength]) >= 0;
    }
}
