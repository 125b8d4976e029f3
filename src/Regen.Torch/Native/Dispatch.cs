using System.Runtime.CompilerServices;

namespace TorchSharp.Native;

/// <summary>Calls operators: arguments go on the stack, results come back as tensors of the innermost dispose scope.</summary>
internal static unsafe class Dispatch
{
    /// <returns>The operator's only result.</returns>
    [SkipLocalsInit]
    internal static torch.Tensor Call(this Operator op, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(op, arguments, &result, 1);
        return torch.Tensor.Adopt((nint)result.Payload);
    }

    internal static (torch.Tensor, torch.Tensor) Call2(this Operator op, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[2];
        Invoke(op, arguments, results, 2);
        return (torch.Tensor.Adopt((nint)results[0].Payload), torch.Tensor.Adopt((nint)results[1].Payload));
    }

    internal static (torch.Tensor, torch.Tensor, torch.Tensor) Call3(this Operator op, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[3];
        Invoke(op, arguments, results, 3);
        return (torch.Tensor.Adopt((nint)results[0].Payload), torch.Tensor.Adopt((nint)results[1].Payload), torch.Tensor.Adopt((nint)results[2].Payload));
    }

    internal static torch.Tensor[] CallList(this Operator op, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(op, arguments, &result, 1);
        var handles = (nint*)result.Payload;
        var tensors = new torch.Tensor[result.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = torch.Tensor.Adopt(handles[i]);
        }

        NativeMethods.rt_free(result.Payload == 0 ? 0 : (nint)result.Payload);
        return tensors;
    }

    /// <returns>A bool, integer or real result, by its tag.</returns>
    internal static NativeValue CallValue(this Operator op, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(op, arguments, &result, 1);
        return result;
    }

    /// <summary>Calls an operator for what it does to its arguments.</summary>
    internal static void Run(this Operator op, params ReadOnlySpan<Argument> arguments) => Invoke(op, arguments, null, 0);

    internal static int Invoke(Operator op, ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity)
    {
        var values = stackalloc NativeValue[arguments.Length];
        var handle = op.Handle;
        var entered = 0;
        var returned = 0;
        Status status;
        try
        {
            for (; entered < arguments.Length; entered++)
            {
                Marshalling.Enter(in arguments[entered], ref values[entered]);
            }

            status = NativeMethods.rt_op_call(handle, values, arguments.Length, results, capacity, &returned);
        }
        finally
        {
            for (var i = 0; i < entered; i++)
            {
                Marshalling.Leave(in arguments[i], ref values[i]);
            }
        }

        if (status != Status.Ok)
        {
            Failures.Throw(status, op, arguments);
        }

        return returned;
    }
}
