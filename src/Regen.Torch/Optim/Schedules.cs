using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace TorchSharp.Modules;

/// <summary>The initial rate times a function of the step.</summary>
internal sealed class LambdaLR : LRScheduler
{
    private readonly Func<int, double> factor;

    internal LambdaLR(Optimizer optimizer, Func<int, double> factor, int lastEpoch)
        : base(optimizer, lastEpoch)
    {
        this.factor = factor;
        step();
    }

    private protected override double Rate(double initial, int epoch) => initial * factor(epoch);
}

/// <summary>Half a cosine from the initial rate down to the least, and back up after it.</summary>
internal sealed class CosineAnnealingLR : LRScheduler
{
    private readonly double period;
    private readonly double least;

    internal CosineAnnealingLR(Optimizer optimizer, double period, double least, int lastEpoch)
        : base(optimizer, lastEpoch)
    {
        this.period = period;
        this.least = least;
        step();
    }

    private protected override double Rate(double initial, int epoch) =>
        least + ((initial - least) * (1 + Math.Cos(Math.PI * epoch / period)) / 2);
}
