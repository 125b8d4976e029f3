using System.Diagnostics.CodeAnalysis;
using TorchSharp.Native;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Info().RequiresGrad != 0;
            set => requires_grad_(value);
        }

        /// <summary>The gradient that backward left here; each reading is an object of its own.</summary>
        public Tensor? grad
        {
            get
            {
                rt_gradient(Handle, out var found).OrThrow($"read the gradient of {Describe()}");
                GC.KeepAlive(this);
                return found == 0 ? null : Adopt(found);
            }

            set
            {
                rt_set_gradient(Handle, value is null ? 0 : value.Handle).OrThrow($"set the gradient of {Describe()}");
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            rt_set_requires_grad(Handle, requires_grad ? 1 : 0).OrThrow($"set requires_grad of {Describe()}");
            GC.KeepAlive(this);
            return this;
        }

        public void retain_grad()
        {
            rt_retain_grad(Handle).OrThrow($"keep the gradient of {Describe()}");
            GC.KeepAlive(this);
        }

        public void backward() => backward(null);

        /// <summary>Adds to the gradient of every leaf that this tensor was computed from.</summary>
        [SuppressMessage("Naming", "CA1725", Justification = "TorchSharp's names.")]
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
