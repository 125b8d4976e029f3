// Shape letters: B users, V items, D model width.
using Regen.Core.Domain;
using TorchSharp.Regen;
using static TorchSharp.torch;

namespace Regen.Core.Inference;

/// <summary>Ranks and lists of some users, one entry a user.</summary>
/// <param name="Ranks">Where the targets stand.</param>
/// <param name="TopKept">The best items among all; empty when none were asked for.</param>
/// <param name="TopRemoved">The best items without those seen; empty when none were asked for.</param>
public sealed record RankedCases(TargetRank[] Ranks, TopItems[] TopKept, TopItems[] TopRemoved);

/// <summary>
/// Ranks users against the whole catalogue: in host memory without ever keeping a row of scores, where scores are plain
/// float32 products, else by <see cref="CaseRanking"/>.
/// </summary>
public sealed class CatalogueRanking : IDisposable
{
    private readonly FlareScorer scorer;
    private readonly FullRanking? direct;

    /// <param name="scorer">Stays the caller's.</param>
    public CatalogueRanking(FlareScorer scorer)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        this.scorer = scorer;
        direct = scorer.HasPlainScores ? new FullRanking(scorer.Answering_VD, scorer.Catalogue.Bias_V) : null;
    }

    /// <param name="queries">The users.</param>
    /// <param name="targets">Item number asked for, one per user.</param>
    /// <param name="k">Length of the lists; 0 for none.</param>
    /// <exception cref="RegenException">A score is not a number.</exception>
    public RankedCases Rank(IReadOnlyList<Query> queries, int[] targets, int k)
    {
        ArgumentNullException.ThrowIfNull(queries);
        using var scope = NewDisposeScope();
        return direct is null ? ByScores(queries, targets, k) : Directly(direct, queries, targets, k);
    }

    public void Dispose() => direct?.Dispose();

    private RankedCases Directly(FullRanking ranking, IReadOnlyList<Query> queries, int[] targets, int k)
    {
        int[][] seen = [.. queries.Select(query => query.History)];
        var found = ranking.Rank(scorer.Answers(queries), targets, seen, k);
        if (found.Ranks.Contains(0))
        {
            throw CaseRanking.NotANumber();
        }

        TargetRank[] ranks = [.. queries.Select((_, user) => new TargetRank((int)found.Ranks[2 * user], (int)found.Ranks[(2 * user) + 1]))];
        return k == 0 ? new RankedCases(ranks, [], []) : new RankedCases(ranks, Lists(found, 0), Lists(found, 1));
    }

    private RankedCases ByScores(IReadOnlyList<Query> queries, int[] targets, int k)
    {
        var scores_BV = scorer.Score(queries);
        var ranks = CaseRanking.Ranks(scores_BV, queries, targets);
        return k == 0
            ? new RankedCases(ranks, [], [])
            : new RankedCases(ranks, CaseRanking.Top(scores_BV, queries, k, false), CaseRanking.Top(scores_BV, queries, k, true));
    }

    private static TopItems[] Lists(RankedUsers found, int column)
    {
        var lists = new TopItems[found.Ranks.Length / 2];
        for (var user = 0; user < lists.Length; user++)
        {
            var start = ((2 * user) + column) * found.K;
            var length = found.Items.AsSpan(start, found.K).IndexOf(-1);
            var own = start..(start + (length < 0 ? found.K : length));
            lists[user] = new TopItems(Array.ConvertAll(found.Items[own], item => (int)item), found.Scores[own]);
        }

        return lists;
    }
}
