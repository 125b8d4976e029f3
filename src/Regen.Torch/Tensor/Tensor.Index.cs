using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[long i1]
        {
            get => index([i1]);
            set => index_put_(value, [(TensorIndex)i1]);
        }

        public Tensor this[long i1, long i2]
        {
            get => index([i1, i2]);
            set => index_put_(value, [(TensorIndex)i1, i2]);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => index([i1, i2, i3]);
            set => index_put_(value, [(TensorIndex)i1, i2, i3]);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index([i1, i2, i3, i4]);
            set => index_put_(value, [(TensorIndex)i1, i2, i3, i4]);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => index([i1, i2, i3, i4, i5]);
            set => index_put_(value, [(TensorIndex)i1, i2, i3, i4, i5]);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => index([i1, i2, i3, i4, i5, i6]);
            set => index_put_(value, [(TensorIndex)i1, i2, i3, i4, i5, i6]);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var (view, tensors) = Indexing.View(this, indices);
            var result = tensors is null ? view : Aten.index__Tensor.Call(view, tensors);
            return ReferenceEquals(result, this) ? alias().MoveToOuterDisposeScope() : result.MoveToOuterDisposeScope();
        }

        public Tensor index(params Tensor[] indices) => Aten.index__Tensor.Call(this, indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate)
        {
            using var scope = NewDisposeScope();
            var (view, tensors) = Indexing.View(this, indices);
            if (tensors is null)
            {
                Aten.copy_.Run(view, accumulate ? view.add(value) : value);
            }
            else
            {
                Aten.index_put_.Run(view, tensors, value, accumulate);
            }

            return this;
        }

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            return index_put_(full([], value, dtype, device), indices);
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate)
        {
            Aten.index_put_.Run(this, indices, value, accumulate);
            return this;
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var scope = NewDisposeScope();
            return index_put_(full([], value, dtype, device), indices);
        }

        public Tensor index_select(long dimension, Tensor index) => Aten.index_select.Call(this, dimension, index);

        public Tensor index_add(long dimension, Tensor index, Tensor source, Scalar alpha) =>
            Aten.index_add.Call(this, dimension, index, source, alpha);

        public Tensor index_add_(long dimension, Tensor index, Tensor source, Scalar alpha)
        {
            Aten.index_add_.Run(this, dimension, index, source, alpha);
            return this;
        }

        public Tensor index_copy_(long dimension, Tensor index, Tensor source)
        {
            Aten.index_copy_.Run(this, dimension, index, source);
            return this;
        }

        public Tensor gather(long dim, Tensor index) => Aten.gather.Call(this, dim, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Aten.scatter__src.Call(this, dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src)
        {
            Aten.scatter___src.Run(this, dim, index, src);
            return this;
        }

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Aten.scatter_add.Call(this, dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src)
        {
            Aten.scatter_add_.Run(this, dim, index, src);
            return this;
        }

        public Tensor masked_fill(Tensor mask, Scalar value) => Aten.masked_fill__Scalar.Call(this, mask, value);

        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            Aten.masked_fill___Scalar.Run(this, mask, value);
            return this;
        }

        public Tensor masked_select(Tensor mask) => Aten.masked_select.Call(this, mask);

        public Tensor narrow(long dim, long start, long length) => Aten.narrow.Call(this, dim, start, length);

        public Tensor slice(long dim, long start, long finish, long step) => Aten.slice__Tensor.Call(this, dim, start, finish, step);

        public Tensor select(long dim, long index) => Aten.select__int.Call(this, dim, index);
    }
}
