using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>Any operator of libtorch by its name, for what has no method of its own.</summary>
/// <remarks>Regen.Torch only: nothing that must also run on TorchSharp's package may call it.</remarks>
public static class TorchOperators
{
    /// <param name="name">As in the schema, for example "aten::logit"; without a namespace, aten is meant.</param>
    /// <param name="overload">As in the schema, for example "Tensor"; empty for the plain one.</param>
    /// <param name="arguments">
    /// In the schema's order: Tensor, Tensor[], long, double, bool, string, ScalarType, Device, Scalar, Generator, long[],
    /// double[], or null for None. Those left out take the schema's defaults.
    /// </param>
    /// <returns>The tensors among the results; a list of tensors is one after the other.</returns>
    public static unsafe Tensor[] Call(string name, string overload, params object?[] arguments)
    {
        const int most = 16;
        var values = Array.ConvertAll(arguments, Argument);
        var results = stackalloc NativeValue[most];
        var count = Dispatch.Invoke(new Operator(name, overload), values, results, most);
        List<Tensor> tensors = [];
        for (var i = 0; i < count; i++)
        {
            Take(results[i], tensors);
        }

        return [.. tensors];
    }

    private static unsafe void Take(NativeValue value, List<Tensor> tensors)
    {
        if (value.Tag == Tag.Tensor && value.Payload != 0)
        {
            tensors.Add(Tensor.Adopt((nint)value.Payload));
        }
        else if (value.Tag == Tag.Tensors)
        {
            for (var i = 0; i < value.Length; i++)
            {
                tensors.Add(Tensor.Adopt(((nint*)value.Payload)[i]));
            }

            NativeMethods.rt_free((nint)value.Payload);
        }
    }

    private static Argument Argument(object? value) => value switch
    {
        null => Native.Argument.None,
        Tensor tensor => tensor,
        Tensor[] tensors => tensors,
        int number => number,
        long number => number,
        float number => (double)number,
        double number => number,
        bool truth => truth,
        string text => text,
        ScalarType type => type,
        Device device => device,
        Scalar scalar => scalar,
        Generator generator => generator,
        long[] numbers => numbers,
        double[] numbers => numbers,
        _ => throw new ArgumentException($"an operator takes no {value.GetType().Name}", nameof(value)),
    };
}
