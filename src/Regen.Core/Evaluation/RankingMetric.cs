namespace Regen.Core.Evaluation;

/// <summary>
/// A metric of one relevant item's 1-based rank: Recall@k = [r &lt;= k], NDCG@k = [r &lt;= k] / log2(r + 1), MRR = 1 / r over
/// the whole list, MRR@k = [r &lt;= k] / r.
/// </summary>
public sealed record RankingMetric
{
    private const int WholeList = int.MaxValue;

    private readonly string kind;
    private readonly int cut;

    private RankingMetric(string kind, int cut)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cut, 1);
        (this.kind, this.cut) = (kind, cut);
    }

    /// <summary>MRR over the whole list.</summary>
    public static RankingMetric Mrr { get; } = new("mrr", WholeList);

    /// <summary>The name in records: "recall@10", "ndcg@10", "mrr", "mrr@10".</summary>
    public string Name => cut == WholeList ? kind : $"{kind}@{cut}";

    public static RankingMetric Recall(int k) => new("recall", k);

    public static RankingMetric Ndcg(int k) => new("ndcg", k);

    public static RankingMetric MrrAt(int k) => new("mrr", k);

    /// <summary>Recall and NDCG at every cut, MRR, and MRR@10: what every evaluation of Regen reports.</summary>
    public static IReadOnlyList<RankingMetric> All(IEnumerable<int> cutoffs)
    {
        var cuts = cutoffs.ToArray();
        return [.. cuts.Select(Recall), .. cuts.Select(Ndcg), Mrr, MrrAt(10)];
    }

    /// <summary>The metric of one rank, in [0, 1]; the rank may be a half (<see cref="TiePolicy.Mean"/>).</summary>
    public double Of(double rank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        return rank > cut ? 0 : kind switch
        {
            "recall" => 1,
            "ndcg" => 1 / Math.Log2(1 + rank),
            _ => 1 / rank,
        };
    }

    /// <summary>The metric of a place under a tie policy.</summary>
    public double Of(TargetPlace place, TiePolicy policy)
    {
        if (policy != TiePolicy.Expected)
        {
            return Of(place.Rank(policy));
        }

        var sum = 0.0;
        for (var rank = place.Above + 1; rank <= place.Above + 1 + place.Level; rank++)
        {
            sum += Of(rank);
        }

        return sum / (1 + place.Level);
    }

    /// <summary>How the number is made, in sacreBLEU's manner: "ndcg|k:10|relevant:1|ties:worst|v:1".</summary>
    public string Signature(TiePolicy policy = TiePolicy.Pessimistic)
    {
        var ties = policy switch
        {
            TiePolicy.Pessimistic => "worst",
            TiePolicy.Optimistic => "best",
            TiePolicy.Mean => "mean",
            _ => "expected",
        };
        return $"{kind}|k:{(cut == WholeList ? "all" : cut)}|relevant:1|ties:{ties}|v:1";
    }
}
