using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The size of each dimension.</summary>
        public unsafe long[] shape
        {
            get
            {
                var info = Info();
                var sizes = new ReadOnlySpan<long>(info.Sizes, (int)info.Dimensions).ToArray();
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long ndim => Info().Dimensions;

        public long Dimensions => Info().Dimensions;

        public long NumberOfElements => Info().Elements;

        public ScalarType dtype => (ScalarType)Info().DType;

        public Device device
        {
            get
            {
                var info = Info();
                return new Device((DeviceType)info.DeviceType, info.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Info().DeviceType;

        public int device_index => Info().DeviceIndex;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_cpu => device_type == DeviceType.CPU;

        public bool is_leaf => Info().IsLeaf != 0;

        public long[] size() => shape;

        /// <param name="dim">From the front, or from the back when negative.</param>
        public unsafe long size(int dim)
        {
            var info = Info();
            var at = Wrap(dim, info.Dimensions);
            var size = info.Sizes[at];
            GC.KeepAlive(this);
            return size;
        }

        public long dim() => Info().Dimensions;

        public long numel() => Info().Elements;

        public long element_size() => Info().ElementSize;

        /// <summary>Elements to skip for one step along each dimension.</summary>
        public unsafe long[] stride()
        {
            var info = Info();
            var strides = new ReadOnlySpan<long>(info.Strides, (int)info.Dimensions).ToArray();
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim)
        {
            var strides = stride();
            return strides[Wrap(dim, strides.Length)];
        }

        public bool is_contiguous() => Info().IsContiguous != 0;

        public bool is_floating_point() => dtype.IsFloatingPoint();

        public bool is_complex() => dtype.IsComplex();

        internal TensorInfo Info()
        {
            var held = false;
            try
            {
                handle.DangerousAddRef(ref held);
                NativeMethods.rt_tensor_describe(handle.DangerousGetHandle(), out var info).OrThrow("describe a tensor");
                return info;
            }
            finally
            {
                if (held)
                {
                    handle.DangerousRelease();
                }
            }
        }

        private int Wrap(int dim, long dimensions)
        {
            var at = dim < 0 ? dim + (int)dimensions : dim;
            return at >= 0 && at < dimensions
                ? at
                : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"{Describe()} has {dimensions} dimensions");
        }
    }
}
