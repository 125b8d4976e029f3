using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.LayerNorm LayerNorm(
                long[] normalized_shape,
                double eps = 1e-05,
                bool elementwise_affine = true,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null) => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            public static Modules.LayerNorm LayerNorm(
                long normalized_shape,
                double eps = 1e-05,
                bool elementwise_affine = true,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null) => new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Mean 0 and variance 1 over the last dimensions, then a learned scale and shift.</summary>
    public sealed class LayerNorm : Module<Tensor, Tensor>
    {
        private readonly long[] shape;
        private readonly double epsilon;
        private Parameter? scale;
        private Parameter? shift;

        internal LayerNorm(long[] shape, double eps, bool elementwiseAffine, bool hasBias, Device? device, ScalarType? dtype)
            : base(nameof(LayerNorm))
        {
            this.shape = shape;
            epsilon = eps;
            if (!elementwiseAffine)
            {
                return;
            }

            weight = new Parameter(ones(shape, dtype, device));
            if (hasBias)
            {
                bias = new Parameter(zeros(shape, dtype, device));
            }
        }

        public long[] normalized_shape => [.. shape];

        public double eps => epsilon;

        public Parameter? weight
        {
            get => scale;
            set
            {
                scale = value;
                register_parameter(nameof(weight), value);
            }
        }

        public Parameter? bias
        {
            get => shift;
            set
            {
                shift = value;
                register_parameter(nameof(bias), value);
            }
        }

        public override Tensor forward(Tensor input) => functional.layer_norm(input, shape, scale, shift, epsilon);
    }
}
