using System.Diagnostics.CodeAnalysis;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>An n-dimensional array of one element type on one device, with the gradient that led to it.</summary>
    /// <remarks>
    /// A tensor belongs to the innermost dispose scope of the thread that made it, and is freed with it, by
    /// <see cref="Dispose()"/> (twice is fine), or by the finalizer of its handle.
    /// </remarks>
    public partial class Tensor : IDisposable
    {
        private TensorHandle handle;

        internal Tensor(TensorHandle handle) => this.handle = handle;

        /// <summary>Tensors alive in this process.</summary>
        public static long TotalCount => TensorHandle.Total;

        /// <summary>The most tensors that were alive at once.</summary>
        public static long PeakCount => TensorHandle.Peak;

        /// <summary>The native tensor; valid while this object is alive and not disposed.</summary>
        /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
        public IntPtr Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(handle.IsClosed, this);
                return handle.DangerousGetHandle();
            }
        }

        public bool IsInvalid => handle.IsClosed || handle.IsInvalid;

        /// <summary>A label for whoever debugs; libtorch does not see it.</summary>
        public string? name { get; set; }

        internal TensorHandle SafeHandle => handle;

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Takes over a native tensor.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => Adopt(handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? scope)
        {
            if (OwningDisposeScope is { } owner)
            {
                owner.MoveToOther(scope, this);
            }
            else
            {
                scope?.Attach(this);
            }

            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other)
        {
            ArgumentNullException.ThrowIfNull(other);
            return MoveToOtherDisposeScope(other.OwningDisposeScope);
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        internal static Tensor Adopt(nint owned)
        {
            var tensor = new Tensor(new TensorHandle(owned));
            tensor.OwningDisposeScope = DisposeScopeManager.OfThread.Register(tensor);
            return tensor;
        }

        /// <summary>The dtype and shape, for errors.</summary>
        internal string Describe() => Shapes.Describe(handle);

        /// <summary>Gives the native tensor to another object; this one is as if disposed.</summary>
        internal TensorHandle TakeHandle()
        {
            ObjectDisposedException.ThrowIf(IsInvalid, this);
            var taken = handle;
            handle = Gone;
            return taken;
        }

        /// <summary>Becomes another native tensor: what moving a parameter to another device or dtype means.</summary>
        internal void Become(Tensor fresh)
        {
            var before = handle;
            fresh.OwningDisposeScope?.Detach(fresh);
            handle = fresh.TakeHandle();
            DisposeScopeManager.Statistics.Tensors.DisposedOutsideScopeCount++;
            before.Dispose();
        }

        /// <summary>Frees without telling the scope, which is what the scope itself does.</summary>
        internal void Free() => handle.Dispose();

        [SuppressMessage("Design", "CA1063", Justification = "The handle has the finalizer; a tensor needs none.")]
        protected virtual void Dispose(bool disposing)
        {
            if (handle.IsClosed)
            {
                return;
            }

            if (OwningDisposeScope is { } owner)
            {
                owner.MarkAsDisposed(this);
            }
            else
            {
                DisposeScopeManager.Statistics.Tensors.DisposedOutsideScopeCount++;
            }

            handle.Dispose();
        }

        private static readonly TensorHandle Gone = MakeGone();

        private static TensorHandle MakeGone()
        {
            var gone = new TensorHandle(0);
            gone.Dispose();
            return gone;
        }
    }
}
