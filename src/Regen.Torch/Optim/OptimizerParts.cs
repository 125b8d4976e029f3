using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>The settings of a group of parameters; null means the optimiser's own.</summary>
public abstract class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double? InitialLearningRate { get; set; }

    public virtual void SaveStateDict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(InitialLearningRate ?? 0);
        writer.Write(LearningRate ?? 0);
    }

    public virtual void LoadStateDict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        InitialLearningRate = reader.ReadDouble();
        LearningRate = reader.ReadDouble();
    }

    public virtual void LoadStateDict(OptimizerOptions source)
    {
        ArgumentNullException.ThrowIfNull(source);
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
    }
}

/// <summary>What an optimiser remembers about one parameter.</summary>
public abstract class OptimizerState : IDisposable
{
    public abstract void to(Device device);

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public abstract bool ApproximatelyEquals(OptimizerState other);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <summary>Parameters that share settings.</summary>
public abstract class ParamGroup : ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    public abstract OptimizerOptions Options { get; set; }

    public double LearningRate
    {
        get => Options.LearningRate ?? 0;
        set => Options.LearningRate = value;
    }

    public double InitialLearningRate
    {
        get => Options.InitialLearningRate ?? LearningRate;
        set => Options.InitialLearningRate = value;
    }

    internal Parameter[] List => Parameters as Parameter[] ?? [.. Parameters];
}

/// <summary>Parameters that share settings of one optimiser.</summary>
public class ParamGroup<TOptions> : ParamGroup
    where TOptions : OptimizerOptions, new()
{
    private TOptions options = new();

    public override OptimizerOptions Options
    {
        get => options;
        set => options = (TOptions)value;
    }

    internal TOptions Settings => options;
}
