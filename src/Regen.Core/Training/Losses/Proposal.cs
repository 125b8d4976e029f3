using TorchSharp.Regen;
using static TorchSharp.torch;

namespace Regen.Core.Training.Losses;

/// <summary>The distribution that negatives are drawn from. Draws come from torch's generator, which each step seeds.</summary>
public sealed class Proposal
{
    private readonly float[] chances;

    private Proposal(float[] chances) => this.chances = chances;

    /// <summary>Items that can be drawn.</summary>
    public int Support => chances.Count(chance => chance > 0);

    /// <param name="kind">uniform or popularity (the square root of occurrences, normalised).</param>
    /// <param name="trainingCounts">Occurrences per item; an item that never occurs is never drawn.</param>
    public static Proposal Of(string kind, IReadOnlyList<int> trainingCounts)
    {
        ArgumentNullException.ThrowIfNull(trainingCounts);
        double[] weights = [.. trainingCounts.Select(count => count <= 0 ? 0 : kind == "popularity" ? Math.Sqrt(count) : 1.0)];
        var total = weights.Sum();
        return new Proposal([.. weights.Select(weight => (float)(weight / total))]);
    }

    /// <returns>Item numbers int64 [n], drawn with replacement; the caller's dispose scope owns them.</returns>
    public Tensor Draw(long n, Device device)
    {
        using var scope = NewDisposeScope();
        return multinomial(tensor(chances).Upload(device), n, replacement: true).MoveToOuterDisposeScope();
    }

    /// <returns>Log chance of each item, float32 [V]; the caller's dispose scope owns it.</returns>
    public Tensor LogChances(Device device)
    {
        using var scope = NewDisposeScope();
        return tensor(chances).Upload(device).clamp(1e-30, null).log().MoveToOuterDisposeScope();
    }
}
