namespace TorchSharp.Native;

/// <summary>The operators that native/operators.cpp adds to libtorch's.</summary>
internal static class OwnOperators
{
    internal static readonly Operator linear_cross_entropy = new("regen::linear_cross_entropy");
    internal static readonly Operator attention_packed = new("regen::attention_packed");
    internal static readonly Operator attention_latents = new("regen::attention_latents");
    internal static readonly Operator pack_items = new("regen::pack_items");
    internal static readonly Operator rank_packed = new("regen::rank_packed");
}
