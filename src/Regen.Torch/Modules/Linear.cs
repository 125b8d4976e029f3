using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <param name="hasBias">Whether a learned vector is added.</param>
            public static Modules.Linear Linear(
                long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>x W^T + b; W is [out, in]. Starts uniform within 1 / sqrt(in), as PyTorch's does.</summary>
    public sealed class Linear : Module<Tensor, Tensor>
    {
        private Parameter weightParameter;
        private Parameter? biasParameter;

        internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
            : base(nameof(Linear))
        {
            in_features = inputSize;
            out_features = outputSize;
            var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
            weightParameter = Uniform(bound, [outputSize, inputSize], dtype, device);
            register_parameter(nameof(weight), weightParameter);
            if (hasBias)
            {
                biasParameter = Uniform(bound, [outputSize], dtype, device);
                register_parameter(nameof(bias), biasParameter);
            }
        }

        public long in_features { get; }

        public long out_features { get; }

        public Parameter weight
        {
            get => weightParameter;
            set
            {
                weightParameter = value;
                register_parameter(nameof(weight), value);
            }
        }

        public Parameter? bias
        {
            get => biasParameter;
            set
            {
                biasParameter = value;
                register_parameter(nameof(bias), value);
            }
        }

        public override Tensor forward(Tensor input) => functional.linear(input, weightParameter, biasParameter);

        private static Parameter Uniform(double bound, long[] size, ScalarType? dtype, Device? device)
        {
            using var guard = no_grad();
            return new Parameter(empty(size, dtype, device).uniform_(-bound, bound));
        }
    }
}
