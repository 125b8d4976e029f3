namespace TorchSharp.Native;

/// <summary>One operator of libtorch by name and overload; its schema is looked up once, on the first call.</summary>
internal sealed class Operator(string name, string overload = "")
{
    private nint handle;

    internal string Name => overload.Length == 0 ? name : $"{name}.{overload}";

    internal nint Handle => handle != 0 ? handle : Find();

    private nint Find()
    {
        var qualified = name.Contains("::", StringComparison.Ordinal) ? name : "aten::" + name;
        NativeMethods.rt_op_find(qualified, overload, out var found).OrThrow($"look up {qualified}");
        handle = found;
        return found;
    }
}
