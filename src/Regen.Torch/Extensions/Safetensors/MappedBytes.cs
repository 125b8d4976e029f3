using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace TorchSharp.Regen;

/// <summary>A file's bytes in memory, private to this process; unmapped when neither it nor a tensor uses them.</summary>
internal sealed unsafe class MappedBytes : IDisposable
{
    private readonly SafeBuffer view;
    private readonly long length;
    private readonly byte* start;

    private MappedBytes(MemoryMappedViewAccessor accessor, long length)
    {
        view = accessor.SafeMemoryMappedViewHandle;
        this.length = length;
        byte* first = null;
        view.AcquirePointer(ref first);
        start = first + accessor.PointerOffset;
    }

    public void Dispose()
    {
        if (!view.IsClosed)
        {
            view.ReleasePointer();
            view.Dispose();
        }
    }

    internal static MappedBytes Of(FileStream stream)
    {
        using var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: true);
        return new MappedBytes(file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.CopyOnWrite), stream.Length);
    }

    internal void CopyTo(long offset, Span<byte> target)
    {
        ObjectDisposedException.ThrowIf(view.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + target.Length, length);
        new ReadOnlySpan<byte>(start + offset, target.Length).CopyTo(target);
    }

#if REGEN_TORCH
    /// <summary>A tensor over the mapped bytes; it keeps the mapping alive.</summary>
    internal torch.Tensor Wrap(long offset, long[] shape, torch.ScalarType type)
    {
        ObjectDisposedException.ThrowIf(view.IsClosed, this);
        byte* held = null;
        view.AcquirePointer(ref held);
        var context = GCHandle.ToIntPtr(GCHandle.Alloc(view));
        return Native.Storage.Wrap(start + offset, shape, type, &Release, context);
    }

    [UnmanagedCallersOnly]
    private static void Release(nint context)
    {
        var handle = GCHandle.FromIntPtr(context);
        ((SafeBuffer)handle.Target!).ReleasePointer();
        handle.Free();
    }
#endif
}
