using Microsoft.Win32.SafeHandles;

namespace TorchSharp.Native;

/// <summary>Owns one reference to a native tensor; the reference is dropped once, on dispose or by the finalizer.</summary>
internal sealed class TensorHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private static long total;
    private static long peak;

    internal TensorHandle(nint owned)
        : base(ownsHandle: true)
    {
        SetHandle(owned);
        if (owned == 0)
        {
            return;
        }

        var live = Interlocked.Increment(ref total);
        if (live > Volatile.Read(ref peak))
        {
            RaisePeak(live);
        }
    }

    internal static long Total => Volatile.Read(ref total);

    internal static long Peak => Volatile.Read(ref peak);

    internal static void ResetPeak() => Volatile.Write(ref peak, Total);

    protected override bool ReleaseHandle()
    {
        NativeMethods.rt_tensor_free(handle);
        Interlocked.Decrement(ref total);
        return true;
    }

    private static void RaisePeak(long live)
    {
        var seen = Volatile.Read(ref peak);
        while (live > seen)
        {
            var found = Interlocked.CompareExchange(ref peak, live, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
