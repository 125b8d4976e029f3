using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How weights start; every function fills its tensor in place, outside of the graph.</summary>
        public static class init
        {
            /// <summary>Which side of a weight counts.</summary>
            public enum FanInOut
            {
                FanIn,
                FanOut,
            }

            /// <summary>The function after the weight, by which the gain is chosen.</summary>
            public enum NonlinearityType
            {
                Linear = 0,
                Sigmoid = 10,
                Tanh = 11,
                ReLU = 12,
                LeakyReLU = 13,
            }

            public static Tensor normal_(Tensor tensor, double mean = 0.0, double std = 1.0, Generator? generator = null)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                using var guard = no_grad();
                return tensor.normal_(mean, std, generator);
            }

            public static Tensor uniform_(Tensor tensor, double low = 0.0, double high = 1.0, Generator? generator = null)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                using var guard = no_grad();
                return tensor.uniform_(low, high, generator);
            }

            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                using var guard = no_grad();
                return tensor.fill_(val);
            }

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0, Generator? generator = null)
            {
                var (fanIn, fanOut) = Fans(tensor);
                var bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound, generator);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1.0, Generator? generator = null)
            {
                var (fanIn, fanOut) = Fans(tensor);
                return normal_(tensor, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)), generator);
            }

            public static Tensor kaiming_uniform_(
                Tensor tensor,
                double a = 0,
                FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU,
                Generator? generator = null)
            {
                var (fanIn, fanOut) = Fans(tensor);
                var bound = calculate_gain(nonlinearity, a) * Math.Sqrt(3.0 / (mode == FanInOut.FanIn ? fanIn : fanOut));
                return uniform_(tensor, -bound, bound, generator);
            }

            /// <summary>Normal, cut off below <paramref name="a"/> and above <paramref name="b"/>, by the inverse of its distribution function.</summary>
            public static Tensor trunc_normal_(
                Tensor tensor, double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0, Generator? generator = null)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                using var guard = no_grad();
                var low = Below((a - mean) / std);
                var high = Below((b - mean) / std);
                tensor.uniform_((2 * low) - 1, (2 * high) - 1, generator);
                Aten.erfinv_.Run(tensor);
                tensor.mul_(std * Math.Sqrt(2)).add_(mean);
                return tensor.clamp_(a, b);
            }

            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + (param * param))),
                _ => 1,
            };

            private static (long In, long Out) Fans(Tensor tensor)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                var shape = tensor.shape;
                if (shape.Length < 2)
                {
                    throw new ArgumentException($"{tensor.Describe()} has no fan in and out: two dimensions are needed", nameof(tensor));
                }

                var field = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * field, shape[0] * field);
            }

            /// <summary>The normal distribution function.</summary>
            private static double Below(double z)
            {
                using var scope = NewDisposeScope();
                return (1 + tensor(z / Math.Sqrt(2)).erf().item<double>()) / 2;
            }
        }
    }
}
