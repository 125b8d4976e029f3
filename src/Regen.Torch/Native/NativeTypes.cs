using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal enum Status
{
    Ok = 0,
    Torch = 1,
    Memory = 2,
    Other = 3,
}

internal enum Tag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    Ints = 5,
    Doubles = 6,
    Tensors = 7,
    String = 8,
    Device = 9,
    Generator = 10,
    Default = 11,
}

/// <summary>rt_value: a tag and eight bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    internal Tag Tag;
    internal int Length;
    internal long Payload;
}

/// <summary>rt_tensor_info: what a tensor is, without its elements.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TensorInfo
{
    internal long Dimensions;
    internal long Elements;
    internal long* Sizes;
    internal long* Strides;
    internal byte* Data;
    internal int DType;
    internal int DeviceType;
    internal int DeviceIndex;
    internal int ElementSize;
    internal int RequiresGrad;
    internal int IsLeaf;
    internal int IsContiguous;
    internal int IsSparse;
}

/// <summary>rt_adam: the hyper-parameters of one Adam or AdamW step.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AdamOptions
{
    internal double LearningRate;
    internal double Beta1;
    internal double Beta2;
    internal double Eps;
    internal double WeightDecay;
    internal int Decoupled;
    internal int Maximize;
}
