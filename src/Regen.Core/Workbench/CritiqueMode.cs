using Regen.Core.Data;
using Regen.Core.Domain;

namespace Regen.Core.Workbench;

/// <summary>What the critiqued users of an evaluated part are heard to say: the controls of a critique's lift.</summary>
public static class CritiqueMode
{
    /// <summary>Each user's own critique.</summary>
    public const string Given = "given";

    /// <summary>Nothing, by anybody, at any position.</summary>
    public const string Withheld = "withheld";

    /// <summary>What another critiqued user of the part said, about another pair of items.</summary>
    public const string Swapped = "swapped";

    public static IReadOnlyList<string> All { get; } = [Given, Withheld, Swapped];

    /// <param name="mode">One of <see cref="All"/>.</param>
    /// <param name="data">The corpus.</param>
    /// <param name="cases">The part: only the critiques that lead to its targets are swapped.</param>
    /// <param name="seed">Draws who hears whom.</param>
    /// <returns>The corpus with other critiques; who counts as critiqued is still read from <paramref name="data"/>.</returns>
    /// <exception cref="RegenException">No such mode, or too few critiques to swap.</exception>
    public static PreparedData Apply(string mode, PreparedData data, IReadOnlyList<EvaluationCase> cases, long seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        return mode switch
        {
            Given => data,
            Withheld => With(data, [.. data.Sequences.Critiques.Select(_ => -1)]),
            Swapped => With(data, Swap(data, cases, seed)),
            _ => throw new RegenException($"'{mode}' is no way to treat critiques.", "--critiques", $"Use {string.Join(", ", All)}."),
        };
    }

    private static PreparedData With(PreparedData data, int[] critiques) => data with { Sequences = data.Sequences with { Critiques = critiques } };

    // A random ring: everybody takes the critique of the next user on the ring who was asked about another pair of items.
    private static int[] Swap(PreparedData data, IReadOnlyList<EvaluationCase> cases, long seed)
    {
        var critiques = data.Sequences.Critiques.ToArray();
        int[] places =
        [
            .. cases.Select(asked => (int)data.Sequences.Offsets[asked.User] + asked.HistoryLength).Where(place => data.Sequences.IsCritiqued[place]),
        ];
        SeededRandom.For(seed, "swapped critiques").Shuffle<int>(places);
        (int From, int To) Pair(int place) => (data.Sequences.Items[place - 1], data.Sequences.Items[place]);
        for (var i = 0; i < places.Length; i++)
        {
            var others = Enumerable.Range(1, Math.Max(0, places.Length - 1)).Select(step => places[(i + step) % places.Length]);
            var other = others.Where(place => Pair(place) != Pair(places[i])).Select(place => (int?)place).FirstOrDefault()
                ?? throw new RegenException(
                    $"Only {places.Length} critiqued users are here, about one pair of items: there is nothing to swap.", data.Folder, "Evaluate a part with more critiques.");
            critiques[places[i]] = data.Sequences.Critiques[other];
        }

        return critiques;
    }
}
