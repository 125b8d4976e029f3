using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.CrossEntropyLoss CrossEntropyLoss(
                Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) =>
                new(weight, ignore_index, reduction);

            public static Modules.BCEWithLogitsLoss BCEWithLogitsLoss(
                Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                new(weight, reduction, pos_weights);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Cross entropy of logits and class numbers.</summary>
    public sealed class CrossEntropyLoss(Tensor? weight, long? ignoreIndex, Reduction reduction)
        : Module<Tensor, Tensor, Tensor>(nameof(CrossEntropyLoss))
    {
        public override Tensor forward(Tensor input1, Tensor input2) =>
            functional.cross_entropy(input1, input2, weight, ignoreIndex ?? -100, reduction);
    }

    /// <summary>Cross entropy of independent logits and targets from 0 to 1.</summary>
    public sealed class BCEWithLogitsLoss(Tensor? weight, Reduction reduction, Tensor? positiveWeights)
        : Module<Tensor, Tensor, Tensor>(nameof(BCEWithLogitsLoss))
    {
        public override Tensor forward(Tensor input1, Tensor input2) =>
            functional.binary_cross_entropy_with_logits(input1, input2, weight, reduction, positiveWeights);
    }
}
