using System.Diagnostics.CodeAnalysis;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    [SuppressMessage("Design", "CA1065", Justification = "Operators of tensors throw on wrong shapes.")]
    [SuppressMessage("Usage", "CA2225", Justification = "TorchSharp's operators; the methods have PyTorch's names.")]
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => Aten.add__Tensor.Call(left, right);

        public static Tensor operator +(Tensor left, Scalar right) => Aten.add__Scalar.Call(left, right);

        public static Tensor operator +(Scalar left, Tensor right) => Aten.add__Scalar.Call(right, left);

        public static Tensor operator +(Tensor left, int right) => Aten.add__Scalar.Call(left, right);

        public static Tensor operator +(Tensor left, long right) => Aten.add__Scalar.Call(left, right);

        public static Tensor operator +(Tensor left, float right) => Aten.add__Scalar.Call(left, (double)right);

        public static Tensor operator +(Tensor left, double right) => Aten.add__Scalar.Call(left, right);

        public static Tensor operator +(int left, Tensor right) => Aten.add__Scalar.Call(right, left);

        public static Tensor operator +(long left, Tensor right) => Aten.add__Scalar.Call(right, left);

        public static Tensor operator +(float left, Tensor right) => Aten.add__Scalar.Call(right, (double)left);

        public static Tensor operator +(double left, Tensor right) => Aten.add__Scalar.Call(right, left);

        public static Tensor operator -(Tensor tensor) => Aten.neg.Call(tensor);

        public static Tensor operator -(Tensor left, Tensor right) => Aten.sub__Tensor.Call(left, right);

        public static Tensor operator -(Tensor left, Scalar right) => Aten.sub__Scalar.Call(left, right);

        public static Tensor operator -(Scalar left, Tensor right) => Aten.rsub__Scalar.Call(right, left);

        public static Tensor operator -(Tensor left, int right) => Aten.sub__Scalar.Call(left, right);

        public static Tensor operator -(Tensor left, long right) => Aten.sub__Scalar.Call(left, right);

        public static Tensor operator -(Tensor left, float right) => Aten.sub__Scalar.Call(left, (double)right);

        public static Tensor operator -(Tensor left, double right) => Aten.sub__Scalar.Call(left, right);

        public static Tensor operator -(int left, Tensor right) => Aten.rsub__Scalar.Call(right, left);

        public static Tensor operator -(long left, Tensor right) => Aten.rsub__Scalar.Call(right, left);

        public static Tensor operator -(float left, Tensor right) => Aten.rsub__Scalar.Call(right, (double)left);

        public static Tensor operator -(double left, Tensor right) => Aten.rsub__Scalar.Call(right, left);

        public static Tensor operator *(Tensor left, Tensor right) => Aten.mul__Tensor.Call(left, right);

        public static Tensor operator *(Tensor left, Scalar right) => Aten.mul__Scalar.Call(left, right);

        public static Tensor operator *(Scalar left, Tensor right) => Aten.mul__Scalar.Call(right, left);

        public static Tensor operator *(Tensor left, int right) => Aten.mul__Scalar.Call(left, right);

        public static Tensor operator *(Tensor left, long right) => Aten.mul__Scalar.Call(left, right);

        public static Tensor operator *(Tensor left, float right) => Aten.mul__Scalar.Call(left, (double)right);

        public static Tensor operator *(Tensor left, double right) => Aten.mul__Scalar.Call(left, right);

        public static Tensor operator *(int left, Tensor right) => Aten.mul__Scalar.Call(right, left);

        public static Tensor operator *(long left, Tensor right) => Aten.mul__Scalar.Call(right, left);

        public static Tensor operator *(float left, Tensor right) => Aten.mul__Scalar.Call(right, (double)left);

        public static Tensor operator *(double left, Tensor right) => Aten.mul__Scalar.Call(right, left);

        public static Tensor operator /(Tensor left, Tensor right) => Aten.div__Tensor.Call(left, right);

        public static Tensor operator /(Tensor left, Scalar right) => Aten.div__Scalar.Call(left, right);

        public static Tensor operator /(Scalar left, Tensor right) => Over(left, right);

        public static Tensor operator /(Tensor left, int right) => Aten.div__Scalar.Call(left, right);

        public static Tensor operator /(Tensor left, long right) => Aten.div__Scalar.Call(left, right);

        public static Tensor operator /(Tensor left, float right) => Aten.div__Scalar.Call(left, (double)right);

        public static Tensor operator /(Tensor left, double right) => Aten.div__Scalar.Call(left, right);

        public static Tensor operator /(int left, Tensor right) => Over(left, right);

        public static Tensor operator /(long left, Tensor right) => Over(left, right);

        public static Tensor operator /(float left, Tensor right) => Over((double)left, right);

        public static Tensor operator /(double left, Tensor right) => Over(left, right);

        public static Tensor operator %(Tensor left, Tensor right) => Aten.remainder__Tensor.Call(left, right);

        public static Tensor operator %(Tensor left, Scalar right) => Aten.remainder__Scalar.Call(left, right);

        public static Tensor operator &(Tensor left, Tensor right) => Aten.bitwise_and__Tensor.Call(left, right);

        public static Tensor operator |(Tensor left, Tensor right) => Aten.bitwise_or__Tensor.Call(left, right);

        public static Tensor operator ^(Tensor left, Tensor right) => Aten.bitwise_xor__Tensor.Call(left, right);

        public static Tensor operator ~(Tensor left) => Aten.bitwise_not.Call(left);

        private static Tensor Over(Argument number, Tensor tensor)
        {
            using var inverse = Aten.reciprocal.Call(tensor);
            return Aten.mul__Scalar.Call(inverse, number);
        }
    }
}
