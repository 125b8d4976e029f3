// Shape letters: B users, V items, S distinct history items of the longest history in a batch.
using Regen.Core.Domain;
using static TorchSharp.torch;

namespace Regen.Core.Inference;

/// <summary>Where a target stands in the whole catalogue, once among all items and once without those seen before.</summary>
/// <param name="Kept">1-based, ties against the target.</param>
/// <param name="Removed">The same with the history's other items taken out.</param>
public readonly record struct TargetRank(int Kept, int Removed);

/// <summary>One user's k best items, best first.</summary>
public sealed record TopItems(int[] Items, float[] Scores);

/// <summary>Reads ranks and lists off score rows, on the device that holds them.</summary>
public static class CaseRanking
{
    /// <summary>Ranks each query's target; a score equal to the target's counts against it.</summary>
    /// <param name="scores_BV">float32 [B, V].</param>
    /// <param name="queries">The users, for their seen items.</param>
    /// <param name="targets">Item number asked for, one per user.</param>
    /// <exception cref="RegenException">A score is not a number.</exception>
    public static TargetRank[] Ranks(Tensor scores_BV, IReadOnlyList<Query> queries, ReadOnlySpan<int> targets)
    {
        using var scope = NewDisposeScope();
        RequireNumbers(scores_BV);
        var target_B1 = tensor(targets.ToArray()).to(ScalarType.Int64).to(scores_BV.device).unsqueeze(1);
        var score_B1 = scores_BV.gather(1, target_B1);
        var kept_B = scores_BV.ge(score_B1).sum(1);

        var (seen_BS, real_BS) = Seen(queries, targets, scores_BV.device);
        var above_B = scores_BV.gather(1, seen_BS).ge(score_B1).logical_and(real_BS).sum(1);
        var kept = kept_B.cpu().data<long>().ToArray();
        var above = above_B.cpu().data<long>().ToArray();
        return [.. kept.Select((rank, user) => new TargetRank((int)rank, (int)(rank - above[user])))];
    }

    /// <summary>The k best items of each user.</summary>
    /// <param name="isSeenRemoved">Leaves out what the user's history holds.</param>
    public static TopItems[] Top(Tensor scores_BV, IReadOnlyList<Query> queries, int k, bool isSeenRemoved)
    {
        using var scope = NewDisposeScope();
        RequireNumbers(scores_BV);
        var candidates_BV = scores_BV;
        if (isSeenRemoved)
        {
            var (seen_BS, _) = Seen(queries, [], scores_BV.device); // padding repeats a seen item
            candidates_BV = scores_BV.clone().scatter_(1, seen_BS, full_like(seen_BS, float.NegativeInfinity, ScalarType.Float32));
        }

        var count = (int)Math.Min(k, scores_BV.size(1));
        var (values, indices) = candidates_BV.topk(count);
        var scores = values.cpu().contiguous().data<float>().ToArray();
        var items = indices.cpu().contiguous().data<long>().ToArray();
        return [.. Enumerable.Range(0, queries.Count).Select(user => List(items, scores, user * count, count))];
    }

    private static TopItems List(long[] items, float[] scores, int start, int count)
    {
        var real = Enumerable.Range(start, count).Where(i => !float.IsNegativeInfinity(scores[i])).ToArray();
        return new TopItems([.. real.Select(i => (int)items[i])], [.. real.Select(i => scores[i])]);
    }

    /// <summary>The distinct history items of each user but its target; padding repeats the first and is not real.</summary>
    private static (Tensor Seen_BS, Tensor Real_BS) Seen(IReadOnlyList<Query> queries, ReadOnlySpan<int> targets, Device device)
    {
        var seen = new int[queries.Count][];
        for (var user = 0; user < seen.Length; user++)
        {
            int[] own = targets.Length == 0 ? [] : [targets[user]];
            seen[user] = [.. queries[user].History.Distinct().Except(own)];
        }

        var width = Math.Max(1, seen.Max(items => items.Length));
        var places = new long[seen.Length * width];
        var isReal = new bool[seen.Length * width];
        for (var user = 0; user < seen.Length; user++)
        {
            for (var i = 0; i < width; i++)
            {
                var isOwn = i < seen[user].Length;
                places[(user * width) + i] = isOwn ? seen[user][i] : seen[user].Length > 0 ? seen[user][0] : 0;
                isReal[(user * width) + i] = isOwn;
            }
        }

        return (tensor(places, [seen.Length, width]).to(device), tensor(isReal, [seen.Length, width]).to(device));
    }

    private static void RequireNumbers(Tensor scores_BV)
    {
        if (scores_BV.isnan().any().item<bool>())
        {
            throw NotANumber();
        }
    }

    internal static RegenException NotANumber() => new(
        "A score is not a number, so nothing can be ranked.", "the model's weights", "Train again, or evaluate an undamaged run.");
}
