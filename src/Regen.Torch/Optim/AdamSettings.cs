using TorchSharp.Native;

namespace TorchSharp.Modules;

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
