using Microsoft.Win32.SafeHandles;

namespace TorchSharp.Native;

/// <summary>Owns a native random generator.</summary>
internal sealed class GeneratorHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    internal GeneratorHandle(nint owned)
        : base(ownsHandle: true)
    {
        SetHandle(owned);
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.rt_generator_free(handle);
        return true;
    }
}
