using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Takes over a tensor as a parameter.</summary>
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module learns. It takes over the tensor it is made from.</summary>
    public class Parameter : Tensor
    {
        public Parameter(Tensor data, bool requires_grad = true)
            : base(Detached(data))
        {
            OwningDisposeScope = data.OwningDisposeScope;
            OwningDisposeScope?.Swap(data, this);
            data.OwningDisposeScope = null;
            this.requires_grad = requires_grad;
        }

        private static Native.TensorHandle Detached(Tensor data)
        {
            ArgumentNullException.ThrowIfNull(data);
            return data.TakeHandle();
        }
    }
}
