using System.Runtime.InteropServices;

namespace Regen.Core.Storage;

/// <summary>Bytes outside of the garbage collector's heap: they never move, may be more than 2 GiB, and go back at once.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private byte* start;
    private long capacity;

    /// <summary>Valid until the buffer grows.</summary>
    public byte* Start => start;

    /// <summary>Some of the bytes, which must have been made room for; valid until the buffer grows.</summary>
    public Span<byte> Span(long start, int length) => new(Start + start, length);

    /// <summary>Makes room for so many bytes; what was there is lost.</summary>
    public void Reserve(long size)
    {
        if (size <= capacity)
        {
            return;
        }

        Release();
        start = (byte*)NativeMemory.Alloc((nuint)size);
        capacity = size;
    }

    /// <summary>Makes room for so many bytes; what was there stays.</summary>
    public void Extend(long size)
    {
        if (size <= capacity)
        {
            return;
        }

        capacity = Math.Max(size, capacity + (capacity / 2));
        start = (byte*)NativeMemory.Realloc(start, (nuint)capacity);
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    ~NativeBuffer() => Release();

    private void Release()
    {
        NativeMemory.Free(start);
        start = null;
        capacity = 0;
    }
}
