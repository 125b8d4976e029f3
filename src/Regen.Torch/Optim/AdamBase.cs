using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What Adam and AdamW share: settings, states and the fused step.</summary>
public abstract class AdamOptimizer : OptimizerHelper
{
    private readonly AdamSettings defaults;

    private protected AdamOptimizer(AdamSettings defaults)
    {
        defaults.Check();
        this.defaults = defaults;
    }

    private protected abstract bool Decoupled { get; }

    private protected abstract AdamState NewState(Parameter parameter, bool amsgrad);

    private protected override void Complete(ParamGroup group)
    {
        var settings = (AdamSettings)group.Options;
        settings.FillFrom(defaults);
        settings.Check();
        foreach (var parameter in group.Parameters)
        {
            States[parameter] = NewState(parameter, settings.amsgrad == true);
        }
    }

    private protected override void Step(ParamGroup group)
    {
        var settings = (AdamSettings)group.Options;
        var parameters = group.List;
        var states = Array.ConvertAll(parameters, parameter => (AdamState)States[parameter]);
        var steps = Array.ConvertAll(states, state => state.step);
        var tensors = new AdamTensors(
            parameters,
            Array.ConvertAll(states, state => state.exp_avg),
            Array.ConvertAll(states, state => state.exp_avg_sq),
            settings.amsgrad == true ? Array.ConvertAll(states, state => state.max_exp_avg_sq!) : null);
        Training.AdamStep(settings.Native(Decoupled), tensors, steps);
        for (var i = 0; i < states.Length; i++)
        {
            states[i].step = steps[i];
        }
    }
}

/// <summary>Settings of Adam and AdamW.</summary>
public abstract class AdamSettings : OptimizerOptions
{
    public double? beta1 { get; set; }

    public double? beta2 { get; set; }

    public double? weight_decay { get; set; }

    public double? eps { get; set; }

    public bool? amsgrad { get; set; }

    public bool? maximize { get; set; }

    public override void SaveStateDict(BinaryWriter writer)
    {
        base.SaveStateDict(writer);
        writer.Write(beta1!.Value);
        writer.Write(beta2!.Value);
        writer.Write(eps!.Value);
        writer.Write(weight_decay!.Value);
        writer.Write(amsgrad!.Value);
        writer.Write(maximize!.Value);
    }

    public override void LoadStateDict(BinaryReader reader)
    {
        base.LoadStateDict(reader);
        beta1 = reader.ReadDouble();
        beta2 = reader.ReadDouble();
        eps = reader.ReadDouble();
        weight_decay = reader.ReadDouble();
        amsgrad = reader.ReadBoolean();
        maximize = reader.ReadBoolean();
    }

    public override void LoadStateDict(OptimizerOptions source)
    {
        base.LoadStateDict(source);
        var other = (AdamSettings)source;
        (beta1, beta2, eps) = (other.beta1, other.beta2, other.eps);
        (weight_decay, amsgrad, maximize) = (other.weight_decay, other.amsgrad, other.maximize);
    }

    internal void FillFrom(AdamSettings defaults)
    {
        LearningRate ??= defaults.LearningRate;
        InitialLearningRate ??= LearningRate;
        beta1 ??= defaults.beta1;
        beta2 ??= defaults.beta2;
        eps ??= defaults.eps;
        weight_decay ??= defaults.weight_decay;
        amsgrad ??= defaults.amsgrad;
        maximize ??= defaults.maximize;
    }

    internal void Check()
    {
        Require(LearningRate is >= 0, nameof(LearningRate), LearningRate);
        Require(eps is >= 0, nameof(eps), eps);
        Require(beta1 is >= 0 and < 1, nameof(beta1), beta1);
        Require(beta2 is >= 0 and < 1, nameof(beta2), beta2);
        Require(weight_decay is >= 0, nameof(weight_decay), weight_decay);
    }

    internal AdamOptions Native(bool decoupled) => new()
    {
        LearningRate = LearningRate!.Value,
        Beta1 = beta1!.Value,
        Beta2 = beta2!.Value,
        Eps = eps!.Value,
        WeightDecay = weight_decay!.Value,
        Decoupled = decoupled ? 1 : 0,
        Maximize = maximize == true ? 1 : 0,
    };

    private static void Require(bool met, string name, double? value)
    {
        if (!met)
        {
            throw new ArgumentOutOfRangeException(name, value, "outside of what the optimiser takes");
        }
    }
}

/// <summary>What Adam and AdamW remember about one parameter.</summary>
public abstract class AdamState : OptimizerState
{
    /// <summary>Updates so far.</summary>
    public long step { get; set; }

    /// <summary>Running average of the gradient.</summary>
    public Tensor exp_avg { get; set; }

    /// <summary>Running average of the squared gradient.</summary>
    public Tensor exp_avg_sq { get; set; }

    /// <summary>The largest running average of the squared gradient; AMSGrad only.</summary>
    public Tensor? max_exp_avg_sq { get; set; }

    private protected AdamState(Parameter parameter, bool amsgrad)
    {
        exp_avg = zeros_like(parameter).DetachFromDisposeScope();
        exp_avg_sq = zeros_like(parameter).DetachFromDisposeScope();
        max_exp_avg_sq = amsgrad ? zeros_like(parameter).DetachFromDisposeScope() : null;
    }

    public override void to(Device device)
    {
        exp_avg = Moved(exp_avg, device);
        exp_avg_sq = Moved(exp_avg_sq, device);
        max_exp_avg_sq = max_exp_avg_sq is null ? null : Moved(max_exp_avg_sq, device);
    }

    public override void SaveStateDict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(step);
        exp_avg.Save(writer);
        exp_avg_sq.Save(writer);
        writer.Write(max_exp_avg_sq is not null);
        max_exp_avg_sq?.Save(writer);
    }

    public override void LoadStateDict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        step = reader.ReadInt64();
        exp_avg.Load(reader);
        exp_avg_sq.Load(reader);
        if (reader.ReadBoolean())
        {
            max_exp_avg_sq ??= zeros_like(exp_avg_sq).DetachFromDisposeScope();
            max_exp_avg_sq.Load(reader);
        }
    }

    public override void LoadStateDict(OptimizerState source)
    {
        var other = (AdamState)source;
        using var guard = no_grad();
        step = other.step;
        exp_avg.copy_(other.exp_avg);
        exp_avg_sq.copy_(other.exp_avg_sq);
        if (other.max_exp_avg_sq is { } largest)
        {
            max_exp_avg_sq ??= zeros_like(exp_avg_sq).DetachFromDisposeScope();
            max_exp_avg_sq.copy_(largest);
        }
    }

    public override bool ApproximatelyEquals(OptimizerState other) =>
        other is AdamState adam && adam.step == step && adam.exp_avg.allclose(exp_avg) && adam.exp_avg_sq.allclose(exp_avg_sq)
        && (max_exp_avg_sq is null || (adam.max_exp_avg_sq is { } largest && largest.allclose(max_exp_avg_sq)));

    protected override void Dispose(bool disposing)
    {
        exp_avg.Dispose();
        exp_avg_sq.Dispose();
        max_exp_avg_sq?.Dispose();
    }

    private static Tensor Moved(Tensor tensor, Device device)
    {
        var moved = tensor.to(device).DetachFromDisposeScope();
        if (!ReferenceEquals(moved, tensor))
        {
            tensor.Dispose();
        }

        return moved;
    }
}
