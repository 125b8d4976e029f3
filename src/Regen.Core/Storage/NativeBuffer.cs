using System.Runtime.InteropServices;

namespace Regen.Core.Storage;

/// <summary>Bytes outside of the garbage collector's heap: they never move, may be more than 2 GiB, and go back at once.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private byte* start;
    private long capacity;

    /// <summary>Valid until the buffer grows.</summary>
    public byte* Start => start;

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
