namespace TorchSharp.Native;

/// <summary>The operators that native/operators.cpp adds to libtorch's.</summary>
internal static class OwnOperators
{
    internal static readonly Operator linear_cross_entropy = new("regen::linear_cross_entropy");
}
