using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Native;

/// <summary>Turns an argument into what the C ABI reads, and gives back what that took.</summary>
internal static unsafe class Marshalling
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Enter(in Argument argument, ref NativeValue value)
    {
        value.Tag = argument.Tag;
        value.Length = argument.Length;
        if (argument.Tag == Tag.Tensor)
        {
            // The reference is held for the call: a dispose on another thread waits for its end.
            var tensor = Unsafe.As<TensorHandle>(argument.Owner!);
            var held = false;
            tensor.DangerousAddRef(ref held);
            value.Payload = tensor.DangerousGetHandle();
        }
        else if (argument.Owner is null)
        {
            value.Payload = argument.Payload;
        }
        else
        {
            EnterList(in argument, ref value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Leave(in Argument argument, ref NativeValue value)
    {
        if (argument.Tag == Tag.Tensor)
        {
            Unsafe.As<TensorHandle>(argument.Owner!).DangerousRelease();
        }
        else if (argument.Owner is not null)
        {
            LeaveList(in argument, ref value);
        }
    }

    /// <summary>Holds every handle of a list; null stays null.</summary>
    internal static void Hold(ReadOnlySpan<torch.Tensor?> tensors, nint* handles)
    {
        var held = 0;
        try
        {
            for (; held < tensors.Length; held++)
            {
                handles[held] = Hold(tensors[held]);
            }
        }
        catch
        {
            Release(tensors[..held]);
            throw;
        }
    }

    internal static void Release(ReadOnlySpan<torch.Tensor?> tensors)
    {
        foreach (var tensor in tensors)
        {
            tensor?.SafeHandle.DangerousRelease();
        }
    }

    internal static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? string.Empty;

    private static nint Hold(torch.Tensor? tensor)
    {
        if (tensor is null)
        {
            return 0;
        }

        var held = false;
        tensor.SafeHandle.DangerousAddRef(ref held);
        return tensor.SafeHandle.DangerousGetHandle();
    }

    private static void EnterList(in Argument argument, ref NativeValue value)
    {
        switch (argument.Owner)
        {
            case long[] integers:
                value.Payload = Copy(MemoryMarshal.AsBytes<long>(integers));
                break;
            case double[] reals:
                value.Payload = Copy(MemoryMarshal.AsBytes<double>(reals));
                break;
            case string text:
                var utf8 = Encoding.UTF8.GetBytes(text);
                value.Length = utf8.Length;
                value.Payload = Copy(utf8);
                break;
            case GeneratorHandle generator:
                var held = false;
                generator.DangerousAddRef(ref held);
                value.Payload = generator.DangerousGetHandle();
                break;
            case torch.Tensor?[] tensors:
                value.Payload = HoldAll(tensors);
                break;
        }
    }

    private static void LeaveList(in Argument argument, ref NativeValue value)
    {
        switch (argument.Owner)
        {
            case GeneratorHandle generator:
                generator.DangerousRelease();
                return;
            case torch.Tensor?[] tensors:
                Release(tensors);
                break;
        }

        NativeMemory.Free((void*)value.Payload);
    }

    private static long HoldAll(torch.Tensor?[] tensors)
    {
        var handles = (nint*)NativeMemory.Alloc((nuint)(tensors.Length + 1), (nuint)sizeof(nint));
        try
        {
            Hold(tensors, handles);
            return (long)handles;
        }
        catch
        {
            NativeMemory.Free(handles);
            throw;
        }
    }

    private static long Copy(ReadOnlySpan<byte> bytes)
    {
        var memory = NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        return (long)memory;
    }
}
