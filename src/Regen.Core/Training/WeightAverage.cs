using Regen.Core.Models.Flare;
using static TorchSharp.torch;

namespace Regen.Core.Training;

/// <summary>A moving average of a model's weights over its steps: what single steps do to them in turn evens out.</summary>
/// <remarks>
/// average += (1 - d) (weights - average) after each step, d the smaller of the set decay and (1 + step) / (10 + step), so that the
/// start is soon forgotten: the form of TensorFlow's ExponentialMovingAverage with num_updates; Polyak and Juditsky 1992.
/// It costs the weights' memory once more, twice while it is lent.
/// </remarks>
internal sealed class WeightAverage : IDisposable
{
    private readonly double decay;
    private readonly (string Name, Tensor Own, Tensor Average)[] weights;

    /// <param name="decay">d, in (0, 1).</param>
    public WeightAverage(FlareModel model, double decay)
    {
        this.decay = decay;
        weights = [.. model.named_parameters().Select(pair => (pair.name, (Tensor)pair.parameter, pair.parameter.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>The averages by their parameters' names, to be kept and put back in place.</summary>
    public IEnumerable<(string Name, Tensor Average)> State => weights.Select(weight => (weight.Name, weight.Average));

    /// <param name="step">Steps before this one.</param>
    public void Add(long step)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var kept = Math.Min(decay, (1.0 + step) / (10.0 + step));
        foreach (var (_, own, average) in weights)
        {
            average.mul_(kept).add_(own, 1 - kept);
        }
    }

    /// <summary>Puts the averages into the model until the answer is disposed.</summary>
    public IDisposable Lend()
    {
        using var frozen = no_grad();
        Tensor[] kept = [.. weights.Select(weight => weight.Own.detach().clone().DetachFromDisposeScope())];
        foreach (var (_, own, average) in weights)
        {
            own.copy_(average);
        }

        return new Loan(weights, kept);
    }

    public void Dispose()
    {
        foreach (var (_, _, average) in weights)
        {
            average.Dispose();
        }
    }

    private sealed class Loan((string Name, Tensor Own, Tensor Average)[] weights, Tensor[] kept) : IDisposable
    {
        public void Dispose()
        {
            using var frozen = no_grad();
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i].Own.copy_(kept[i]);
                kept[i].Dispose();
            }
        }
    }
}
