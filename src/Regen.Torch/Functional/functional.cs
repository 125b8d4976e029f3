using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How the values of a batch become one.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        /// <summary>What modules compute, without their parameters.</summary>
        public static partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.linear.Call(input, weights, bias);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Aten.layer_norm.Call(input, normalized_shape, weight, bias, eps);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!inplace)
                {
                    return Aten.dropout.Call(input, p, training);
                }

                Aten.dropout_.Run(input, p, training);
                return input;
            }

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Aten.softmax__int.Call(input, dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => Aten.log_softmax__int.Call(x, dim, Argument.None);

            /// <summary>The exact form, by the error function.</summary>
            public static Tensor gelu(Tensor x) => Aten.gelu.Call(x);

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? InPlace(Aten.relu_, x) : Aten.relu.Call(x);

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? InPlace(Aten.silu_, x) : Aten.silu.Call(x);

            /// <summary>Divides by the p-norm along a dimension, or by eps where that is larger.</summary>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1, double eps = 1e-12)
            {
                using var scope = NewDisposeScope();
                var length = Aten.norm__ScalarOpt_dim.Call(input, p, new[] { dim }, true).clamp_min(eps);
                return input.div(length).MoveToOuterDisposeScope();
            }

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Aten.one_hot.Call(x, num_classes);

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) =>
                Aten.cosine_similarity.Call(x1, x2, dim, eps);

            /// <summary>softmax(q k^T / sqrt(width)) v; the last three dimensions are [.., positions, width].</summary>
            /// <param name="attn_mask">Boolean (true may be seen) or numbers to add, broadcast over [.., queries, keys].</param>
            /// <param name="p">Probability of dropping a weight.</param>
            /// <param name="is_casual">Whether a query sees its own position and what is before it only.</param>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false) =>
                Attention.Run(query, key, value, attn_mask, p, is_casual);

            private static Tensor InPlace(Operator op, Tensor tensor)
            {
                op.Run(tensor);
                return tensor;
            }
        }
    }
}
