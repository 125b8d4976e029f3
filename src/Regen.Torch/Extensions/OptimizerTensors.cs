using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>The state of an optimiser as named tensors, which a checkpoint can hold beside the weights.</summary>
/// <remarks>Uses TorchSharp's own names only, so that it also compiles against that package.</remarks>
public static class OptimizerTensors
{
    private const string Step = "step";
    private const string Average = "exp_avg";
    private const string Square = "exp_avg_sq";
    private const string Largest = "max_exp_avg_sq";

    /// <param name="names">One per parameter, in the optimiser's order.</param>
    /// <returns>NAME.step (int64), NAME.exp_avg, NAME.exp_avg_sq and, for AMSGrad, NAME.max_exp_avg_sq; the live tensors.</returns>
    /// <exception cref="NotSupportedException">Neither Adam nor AdamW.</exception>
    public static Dictionary<string, Tensor> Save(OptimizerHelper optimizer, IReadOnlyList<string> names)
    {
        Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        foreach (var (name, parts) in Named(optimizer, names))
        {
            tensors[$"{name}.{Step}"] = tensor(parts.Steps);
            tensors[$"{name}.{Average}"] = parts.Average;
            tensors[$"{name}.{Square}"] = parts.Square;
            if (parts.Largest is { } largest)
            {
                tensors[$"{name}.{Largest}"] = largest;
            }
        }

        return tensors;
    }

    /// <summary>Copies what <see cref="Save"/> gave into an optimiser over the same parameters.</summary>
    /// <exception cref="KeyNotFoundException">A name is missing.</exception>
    public static void Load(OptimizerHelper optimizer, IReadOnlyList<string> names, IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var guard = no_grad();
        foreach (var (name, parts) in Named(optimizer, names))
        {
            parts.Average.copy_(tensors[$"{name}.{Average}"]);
            parts.Square.copy_(tensors[$"{name}.{Square}"]);
            parts.Largest?.copy_(tensors[$"{name}.{Largest}"]);
            parts.SetSteps(tensors[$"{name}.{Step}"].item<long>());
        }
    }

    private static IEnumerable<(string Name, AdamParts Parts)> Named(OptimizerHelper optimizer, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(names);
        var states = optimizer.state_dict().State;
        return states.Count == names.Count
            ? names.Zip(states.Select(Of))
            : throw new ArgumentException($"{names.Count} names for the {states.Count} parameters of the optimiser", nameof(names));
    }

    private static AdamParts Of(OptimizerState state) => state switch
    {
        AdamW.State one => new AdamParts(one.step, one.exp_avg, one.exp_avg_sq, one.max_exp_avg_sq, steps => one.step = steps),
        Adam.State one => new AdamParts(one.step, one.exp_avg, one.exp_avg_sq, one.max_exp_avg_sq, steps => one.step = steps),
        _ => throw new NotSupportedException($"{state.GetType().DeclaringType?.Name}: only the state of Adam and AdamW can be saved as tensors"),
    };
}

/// <summary>The parts of Adam's memory of one parameter.</summary>
internal sealed record AdamParts(long Steps, Tensor Average, Tensor Square, Tensor? Largest, Action<long> SetSteps);
