using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            public static Modules.GELU GELU() => new();

            public static Modules.ReLU ReLU(bool inplace = false) => new(inplace);

            public static Modules.SiLU SiLU(bool inplace = false) => new(inplace);

            public static Modules.Tanh Tanh() => new();

            public static Modules.Sigmoid Sigmoid() => new();

            public static Modules.Identity Identity() => new();

            public static Modules.Softmax Softmax(long dim) => new(dim);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Zeros each element with probability p while training, and scales the rest by 1 / (1 - p).</summary>
    public sealed class Dropout : Module<Tensor, Tensor>
    {
        private readonly bool inPlace;

        internal Dropout(double p, bool inPlace)
            : base(nameof(Dropout))
        {
            if (p is not (>= 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(p), p, "a probability of dropout is from 0 to 1");
            }

            this.p = p;
            this.inPlace = inPlace;
        }

        public double p { get; set; }

        public override Tensor forward(Tensor input) => functional.dropout(input, p, training, inPlace);
    }

    /// <summary>x times the normal distribution function of x, by the error function.</summary>
    public sealed class GELU() : Module<Tensor, Tensor>(nameof(GELU))
    {
        public override Tensor forward(Tensor input) => functional.gelu(input);
    }

    /// <summary>max(x, 0).</summary>
    public sealed class ReLU(bool inPlace) : Module<Tensor, Tensor>(nameof(ReLU))
    {
        public override Tensor forward(Tensor input) => functional.relu(input, inPlace);
    }

    /// <summary>x times the logistic function of x.</summary>
    public sealed class SiLU(bool inPlace) : Module<Tensor, Tensor>(nameof(SiLU))
    {
        public override Tensor forward(Tensor input) => functional.silu(input, inPlace);
    }

    /// <summary>The hyperbolic tangent.</summary>
    public sealed class Tanh() : Module<Tensor, Tensor>(nameof(Tanh))
    {
        public override Tensor forward(Tensor input) => torch.tanh(input);
    }

    /// <summary>The logistic function.</summary>
    public sealed class Sigmoid() : Module<Tensor, Tensor>(nameof(Sigmoid))
    {
        public override Tensor forward(Tensor input) => torch.sigmoid(input);
    }

    /// <summary>What comes in.</summary>
    public sealed class Identity() : Module<Tensor, Tensor>(nameof(Identity))
    {
        public override Tensor forward(Tensor input)
        {
            ArgumentNullException.ThrowIfNull(input);
            return input.alias();
        }
    }

    /// <summary>Probabilities along one dimension.</summary>
    public sealed class Softmax(long dim) : Module<Tensor, Tensor>(nameof(Softmax))
    {
        public override Tensor forward(Tensor input) => functional.softmax(input, dim);
    }
}
