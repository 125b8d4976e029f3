using TorchSharp.Native;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients of tensors with respect to tensors.</summary>
    public static class autograd
    {
        public static unsafe void backward(
            IList<Tensor> tensors,
            IList<Tensor>? grad_tensors = null,
            bool? retain_graph = null,
            bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            using var roots = new HeldTensors(tensors);
            using var gradients = new HeldTensors(grad_tensors);
            using var leaves = new HeldTensors(inputs);
            rt_backward(roots.Pointer, roots.Count, gradients.Pointer, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, leaves.Pointer, leaves.Count)
                .OrThrow($"backward from {roots.Describe()}");
        }

        /// <returns>One gradient per input, null where it is not used and allow_unused is set.</returns>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs,
            IList<Tensor> inputs,
            IList<Tensor>? grad_outputs = null,
            bool retain_graph = false,
            bool create_graph = false,
            bool allow_unused = false)
        {
            ArgumentNullException.ThrowIfNull(inputs);
            using var from = new HeldTensors(outputs);
            using var to = new HeldTensors(inputs);
            using var gradients = new HeldTensors(grad_outputs);
            var found = new nint[inputs.Count];
            fixed (nint* results = found)
            {
                rt_autograd_grad(
                    from.Pointer, from.Count, to.Pointer, to.Count, gradients.Pointer, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, results)
                    .OrThrow($"gradient of {from.Describe()} with respect to {to.Describe()}");
            }

            return Array.ConvertAll(found, one => one == 0 ? null! : Tensor.Adopt(one));
        }

        /// <summary>Backward reports the operator that made a NaN, until the result is disposed. Slow: for finding a fault.</summary>
        public static IDisposable detect_anomaly(bool check_nan = true) => new AnomalyMode(check_nan);

        private sealed class AnomalyMode : IDisposable
        {
            internal AnomalyMode(bool checkNan) => rt_set_detect_anomaly(1, checkNan ? 1 : 0).OrThrow("detect anomalies");

            public void Dispose() => rt_set_detect_anomaly(0, 1).OrThrow("stop detecting anomalies");
        }
    }
}
