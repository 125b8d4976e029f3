using System.Diagnostics.CodeAnalysis;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place of an index: a number, a range, a mask, a list of numbers, all the rest, or a new dimension.</summary>
    public readonly struct TensorIndex
    {
        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long? step = null, torch.Tensor? tensor = null)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Indices = tensor;
        }

        /// <summary>As many whole dimensions as are left over.</summary>
        public static TensorIndex Ellipsis { get; } = new(IndexKind.Ellipsis);

        /// <summary>A new dimension of size 1.</summary>
        public static TensorIndex Null { get; } = new(IndexKind.NewDimension);

        /// <summary>One whole dimension.</summary>
        public static TensorIndex Colon { get; } = new(IndexKind.Slice);

        internal IndexKind Kind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal torch.Tensor? Indices { get; }

        [SuppressMessage("Usage", "CA2225", Justification = "TorchSharp's conversion; Single is the named one.")]
        public static implicit operator TensorIndex(long value) => Single(value);

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(IndexKind.Slice, start, stop, step);

        public static TensorIndex Slice(Range range)
        {
            var stop = range.End.Equals(Index.End) ? (long?)null : Place(range.End);
            return Slice(Place(range.Start), stop);
        }

        public static TensorIndex Single(long? index) => new(IndexKind.Single, index ?? throw new ArgumentNullException(nameof(index)));

        public static TensorIndex Bool(bool value) => new(IndexKind.Tensor, tensor: torch.tensor(value));

        public static TensorIndex Tensor(torch.Tensor tensor) => new(IndexKind.Tensor, tensor: tensor);

        private static long Place(Index index) => index.IsFromEnd ? -(long)index.Value : index.Value;
    }

    internal enum IndexKind
    {
        Single,
        Slice,
        Tensor,
        Ellipsis,
        NewDimension,
    }
}
