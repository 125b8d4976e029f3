using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Dimensions in reverse order.</summary>
        public Tensor T => Aten.numpy_T.Call(this);

        /// <summary>The last two dimensions exchanged.</summary>
        public Tensor mT => transpose(-2, -1);

        public Tensor view(params long[] shape) => Aten.view.Call(this, shape);

        public Tensor view(ScalarType dtype) => Aten.view__dtype.Call(this, dtype);

        public Tensor reshape(params long[] shape) => Aten.reshape.Call(this, shape);

        public Tensor view_as(Tensor other)
        {
            ArgumentNullException.ThrowIfNull(other);
            return view(other.shape);
        }

        public Tensor transpose(long dim0, long dim1) => Aten.transpose__int.Call(this, dim0, dim1);

        public Tensor permute(params long[] permutation) => Aten.permute.Call(this, permutation);

        public Tensor t() => Aten.t.Call(this);

        public Tensor contiguous() => Aten.contiguous.Call(this);

        /// <summary>The same values in page-locked host memory, from which a device copies while the host goes on; the tensor itself where it lies there already.</summary>
        /// <exception cref="TorchSharp.Regen.TorchException">Not in host memory, or no accelerator is there.</exception>
        public Tensor pin_memory() => Aten.pin_memory.Call(this);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.flatten__using_ints.Call(this, start_dim, end_dim);

        public Tensor unflatten(long dim, params long[] sizes)
        {
            ArgumentNullException.ThrowIfNull(sizes);
            var before = shape;
            var at = Wrap((int)dim, before.Length);
            long[] after = [.. before[..at], .. sizes, .. before[(at + 1)..]];
            return view(after);
        }

        public Tensor squeeze(long? dim = null) => dim is { } one ? Aten.squeeze__dim.Call(this, one) : Aten.squeeze.Call(this);

        public Tensor unsqueeze(long dim) => Aten.unsqueeze.Call(this, dim);

        public Tensor expand(params long[] sizes) => Aten.expand.Call(this, sizes);

        public Tensor expand_as(Tensor other) => Aten.expand_as.Call(this, other);

        public Tensor repeat(params long[] sizes) => Aten.repeat.Call(this, sizes);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Aten.repeat_interleave__self_int.Call(this, repeats, dim, output_size);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Aten.repeat_interleave__self_Tensor.Call(this, repeats, dim, output_size);

        public Tensor flip(params long[] dims) => Aten.flip.Call(this, dims);

        public Tensor roll(long shifts, long dims) => Aten.roll.Call(this, shifts, dims);

        public Tensor alias() => Aten.alias.Call(this);

        /// <summary>The same elements outside of the graph.</summary>
        public Tensor detach() => Aten.detach.Call(this);

        public Tensor clone() => Aten.clone.Call(this);

        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            Aten.copy_.Run(this, source, nonBlocking);
            return this;
        }

        public Tensor fill_(Scalar value) => Did(Aten.fill___Scalar, value);

        public Tensor zero_() => Did(Aten.zero_);

        public Tensor[] split(long size, int dim = 0) => Aten.split__Tensor.CallList(this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Aten.split_with_sizes.CallList(this, sizes, dim);

        public Tensor[] chunk(long chunks, long dim = 0) => Aten.chunk.CallList(this, chunks, dim);

        public Tensor[] unbind(long dimension = 0) => Aten.unbind__int.CallList(this, dimension);

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Aten.diagonal.Call(this, offset, dim1, dim2);
    }
}
