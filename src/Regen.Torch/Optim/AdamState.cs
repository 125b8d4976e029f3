using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What Adam and AdamW remember about one parameter; the classes below name it as TorchSharp does.</summary>
public abstract class AdamState : OptimizerState
{
    internal abstract long Steps { get; set; }

    internal abstract Tensor Average { get; set; }

    internal abstract Tensor Square { get; set; }

    internal abstract Tensor? Largest { get; set; }

    public override void to(Device device)
    {
        Average = Moved(Average, device);
        Square = Moved(Square, device);
        Largest = Largest is null ? null : Moved(Largest, device);
    }

    public override void SaveStateDict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Steps);
        Average.Save(writer);
        Square.Save(writer);
        writer.Write(Largest is not null);
        Largest?.Save(writer);
    }

    public override void LoadStateDict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Steps = reader.ReadInt64();
        Average.Load(reader);
        Square.Load(reader);
        if (reader.ReadBoolean())
        {
            Largest ??= Zeros(Square);
            Largest.Load(reader);
        }
    }

    public override void LoadStateDict(OptimizerState source)
    {
        var other = (AdamState)source;
        using var guard = no_grad();
        Steps = other.Steps;
        Average.copy_(other.Average);
        Square.copy_(other.Square);
        if (other.Largest is { } largest)
        {
            Largest ??= Zeros(Square);
            Largest.copy_(largest);
        }
    }

    public override bool ApproximatelyEquals(OptimizerState other) =>
        other is AdamState adam && adam.Steps == Steps && adam.Average.allclose(Average) && adam.Square.allclose(Square)
        && (Largest is null || (adam.Largest is { } largest && largest.allclose(Largest)));

    protected override void Dispose(bool disposing)
    {
        Average.Dispose();
        Square.Dispose();
        Largest?.Dispose();
    }

    private protected static Tensor Zeros(Tensor like) => zeros_like(like).DetachFromDisposeScope();

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
