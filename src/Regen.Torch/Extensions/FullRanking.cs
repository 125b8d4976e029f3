// Shape letters: B users, V items, D width, K length of the lists, E seen items of all users.
#if REGEN_TORCH
using TorchSharp.Native;
#endif
using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>A catalogue laid out for ranking in host memory: exact ranks and best items, with no row of scores ever kept.</summary>
/// <remarks>
/// Every score is the same sum in the same order, wherever its item stands, so equal items score equal bits. On
/// TorchSharp's package the same answers are read off a matrix of scores.
/// </remarks>
public sealed class FullRanking : IDisposable
{
    private readonly Tensor items;
    private readonly Tensor bias_V;

    /// <param name="items_VD">float32 [V, D] in host memory; copied.</param>
    /// <param name="bias_V">Added to the scores, float32 [V]; copied.</param>
    public FullRanking(Tensor items_VD, Tensor bias_V)
    {
        ArgumentNullException.ThrowIfNull(items_VD);
        ArgumentNullException.ThrowIfNull(bias_V);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        this.bias_V = bias_V.detach().clone().DetachFromDisposeScope();
#if REGEN_TORCH
        items = OwnOperators.pack_items.Call(items_VD.detach().contiguous()).DetachFromDisposeScope();
#else
        items = items_VD.detach().clone().DetachFromDisposeScope();
#endif
    }

    /// <summary>Ranks users against the whole catalogue.</summary>
    /// <param name="users_BD">float32 [B, D] in host memory.</param>
    /// <param name="targets">One item a user, or -1 for none.</param>
    /// <param name="seen">Each user's seen items; an item may repeat.</param>
    /// <param name="k">Length of the lists; 0 for none.</param>
    public RankedUsers Rank(Tensor users_BD, ReadOnlySpan<int> targets, IReadOnlyList<int[]> seen, int k)
    {
        ArgumentNullException.ThrowIfNull(users_BD);
        ArgumentNullException.ThrowIfNull(seen);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var wide = new long[targets.Length];
        for (var user = 0; user < wide.Length; user++)
        {
            wide[user] = targets[user];
        }

        var offsets = new long[seen.Count + 1];
        for (var user = 0; user < seen.Count; user++)
        {
            offsets[user + 1] = offsets[user] + seen[user].Length;
        }

        long[] all = [.. seen.SelectMany(own => own.Select(item => (long)item))];
#if REGEN_TORCH
        var (ranks, best, scores) = OwnOperators.rank_packed.Call3(
            users_BD.contiguous(), items, bias_V, tensor(wide), tensor(all), tensor(offsets), (long)k);
        return new RankedUsers(ranks.data<long>().ToArray(), best.data<long>().ToArray(), scores.data<float>().ToArray(), k);
#else
        return OfScores((users_BD.matmul(items.transpose(0, 1)) + bias_V).data<float>().ToArray(), wide, all, offsets, k);
#endif
    }

    public void Dispose()
    {
        items.Dispose();
        bias_V.Dispose();
    }

#if !REGEN_TORCH
    private static RankedUsers OfScores(float[] scores, long[] targets, long[] seen, long[] offsets, int k)
    {
        var (users, count) = (targets.Length, scores.Length / Math.Max(1, targets.Length));
        RankedUsers found = new(new long[users * 2], new long[users * 2 * k], new float[users * 2 * k], k);
        Array.Fill(found.Items, -1);
        Array.Fill(found.Scores, float.NegativeInfinity);
        for (var user = 0; user < users; user++)
        {
            var own = scores.AsSpan(user * count, count).ToArray();
            HashSet<int> isSeen = [.. seen[(int)offsets[user]..(int)offsets[user + 1]].Select(item => (int)item)];
            var target = (int)targets[user];
            int[] order = [.. Enumerable.Range(0, count).OrderByDescending(item => own[item]).ThenBy(item => item)];
            for (var column = 0; column < 2; column++)
            {
                int[] open = [.. order.Where(item => column == 0 || !isSeen.Contains(item))];
                var above = open.Count(item => item != target && target >= 0 && own[item] >= own[target]);
                found.Ranks[(user * 2) + column] = own.Any(float.IsNaN) ? 0 : target < 0 ? -1 : above + 1;
                for (var i = 0; i < Math.Min(k, open.Length) && !float.IsNegativeInfinity(own[open[i]]); i++)
                {
                    found.Items[(((user * 2) + column) * k) + i] = open[i];
                    found.Scores[(((user * 2) + column) * k) + i] = own[open[i]];
                }
            }
        }

        return found;
    }
#endif
}

/// <summary>Ranks and best items of some users.</summary>
/// <param name="Ranks">
/// B x 2: how many items score at least as much as the target, itself among them: among all, and without those seen but the
/// target. -1 without a target, 0 where a score is not a number.
/// </param>
/// <param name="Items">B x 2 x K: the best among all and without those seen, best first, the lower number first among equals; -1 beyond the last.</param>
/// <param name="Scores">Their scores, B x 2 x K; minus infinity beyond the last.</param>
/// <param name="K">Length of the lists.</param>
public sealed record RankedUsers(long[] Ranks, long[] Items, float[] Scores, int K);
