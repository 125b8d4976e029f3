using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using TorchSharp.Regen;

namespace TorchSharp.Native;

/// <summary>Turns a native status into an exception that carries libtorch's first line and the operands.</summary>
internal static unsafe class Failures
{
    [StackTraceHidden]
    internal static void OrThrow(this Status status, string doing)
    {
        if (status != Status.Ok)
        {
            throw new TorchException($"{LastError()}\n  while: {doing}", status == Status.Memory);
        }
    }

    [DoesNotReturn]
    [StackTraceHidden]
    internal static void Throw(Status status, Operator op, ReadOnlySpan<Argument> arguments)
    {
        var error = LastError();
        var operands = new string[arguments.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            operands[i] = arguments[i].Describe();
        }

        throw new TorchException($"{error}\n  while: {op.Name}({string.Join(", ", operands)})", status == Status.Memory);
    }

    private static string LastError() => Marshal.PtrToStringUTF8((nint)NativeMethods.rt_last_error()) ?? "unknown native failure";
}
