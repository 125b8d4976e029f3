using static TorchSharp.torch;

namespace Regen.Core.Models.Encoders.Packed;

// Shape letters: N tokens of all texts, R texts of a run, T tokens of each, H heads, W width of a head.

/// <summary>Self-attention inside each text of a packed batch; texts of one length are done together, so nothing is masked.</summary>
internal static class PackedAttention
{
    /// <param name="qkv_N3HW">Queries, keys and values side by side, [N, 3 H W]; queries are scaled already where the model scales them.</param>
    /// <param name="runs">Texts of each length.</param>
    /// <param name="heads">H.</param>
    /// <param name="bias_HTT">For each run what is added to its scores, or null for nothing.</param>
    /// <returns>[N, H W].</returns>
    public static Tensor Run(Tensor qkv_N3HW, IReadOnlyList<LengthRun> runs, int heads, Tensor[]? bias_HTT = null)
    {
        using var scope = NewDisposeScope();
        var seen = new Tensor[runs.Count];
        for (var i = 0; i < seen.Length; i++)
        {
            var run = runs[i];
            seen[i] = Attend(qkv_N3HW.narrow(0, run.Start, (long)run.Texts * run.Length), run, heads, bias_HTT?[i]);
        }

        return (seen.Length == 1 ? seen[0] : cat(seen, 0)).MoveToOuterDisposeScope();
    }

    private static Tensor Attend(Tensor qkv, LengthRun run, int heads, Tensor? bias_HTT)
    {
        using var scope = NewDisposeScope();
        var (texts, tokens, width) = (run.Texts, run.Length, qkv.shape[1] / (3 * heads));
        var apart = qkv.view(texts, tokens, 3, heads, width).permute(2, 0, 3, 1, 4).reshape(3, (long)texts * heads, tokens, width);
        var scores = apart.select(0, 0).bmm(apart.select(0, 1).transpose(1, 2));
        if (bias_HTT is not null)
        {
            scores = scores.view(texts, heads, tokens, tokens).add_(bias_HTT).view((long)texts * heads, tokens, tokens);
        }

        var seen = scores.softmax(-1).bmm(apart.select(0, 2));
        return seen.view(texts, heads, tokens, width).transpose(1, 2).reshape((long)texts * tokens, heads * width).MoveToOuterDisposeScope();
    }
}
