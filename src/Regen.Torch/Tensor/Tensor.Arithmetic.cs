using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Aten.add__Tensor.Call(this, target);

        /// <returns>this + alpha * target.</returns>
        public Tensor add(Tensor target, Scalar alpha) => Aten.add__Tensor.Call(this, target, alpha);

        public Tensor add(Scalar scalar) => Aten.add__Scalar.Call(this, scalar);

        public Tensor add(Scalar scalar, Scalar alpha) => Aten.add__Scalar.Call(this, scalar, alpha);

        public Tensor add_(Tensor target) => Did(Aten.add___Tensor, target);

        public Tensor add_(Tensor target, Scalar alpha)
        {
            Aten.add___Tensor.Run(this, target, alpha);
            return this;
        }

        public Tensor add_(Scalar scalar) => Did(Aten.add___Scalar, scalar);

        public Tensor sub(Tensor target) => Aten.sub__Tensor.Call(this, target);

        public Tensor sub(Scalar scalar) => Aten.sub__Scalar.Call(this, scalar);

        public Tensor sub_(Tensor target) => Did(Aten.sub___Tensor, target);

        public Tensor sub_(Scalar scalar) => Did(Aten.sub___Scalar, scalar);

        public Tensor mul(Tensor target) => Aten.mul__Tensor.Call(this, target);

        public Tensor mul(Scalar scalar) => Aten.mul__Scalar.Call(this, scalar);

        public Tensor mul_(Tensor target) => Did(Aten.mul___Tensor, target);

        public Tensor mul_(Scalar scalar) => Did(Aten.mul___Scalar, scalar);

        public Tensor div(Tensor target) => Aten.div__Tensor.Call(this, target);

        public Tensor div(Scalar target) => Aten.div__Scalar.Call(this, target);

        public Tensor div_(Tensor target) => Did(Aten.div___Tensor, target);

        public Tensor div_(Scalar target) => Did(Aten.div___Scalar, target);

        public Tensor pow(Tensor exponent) => Aten.pow__Tensor_Tensor.Call(this, exponent);

        public Tensor pow(Scalar exponent) => Aten.pow__Tensor_Scalar.Call(this, exponent);

        public Tensor pow_(Scalar exponent) => Did(Aten.pow___Scalar, exponent);

        public Tensor remainder(Tensor right) => Aten.remainder__Tensor.Call(this, right);

        public Tensor remainder(Scalar right) => Aten.remainder__Scalar.Call(this, right);

        /// <summary>Adds value * tensor1 * tensor2 in place.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            Aten.addcmul_.Run(this, tensor1, tensor2, value);
            return this;
        }

        /// <summary>Adds value * tensor1 / tensor2 in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            Aten.addcdiv_.Run(this, tensor1, tensor2, value);
            return this;
        }

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcmul.Call(this, tensor1, tensor2, value);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcdiv.Call(this, tensor1, tensor2, value);

        public Tensor lerp(Tensor end, Tensor weight) => Aten.lerp__Tensor.Call(this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight)
        {
            Aten.lerp___Tensor.Run(this, end, weight);
            return this;
        }

        public Tensor matmul(Tensor target) => Aten.matmul.Call(this, target);

        public Tensor mm(Tensor target) => Aten.mm.Call(this, target);

        public Tensor bmm(Tensor batch2) => Aten.bmm.Call(this, batch2);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Aten.baddbmm.Call(this, batch1, batch2, (double)beta, (double)alpha);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Aten.addmm.Call(this, mat1, mat2, (double)beta, (double)alpha);

        public Tensor dot(Tensor target) => Aten.dot.Call(this, target);

        public Tensor maximum(Tensor other) => Aten.maximum.Call(this, other);

        public Tensor minimum(Tensor other) => Aten.minimum.Call(this, other);

        private Tensor Did(Operator op)
        {
            op.Run(this);
            return this;
        }

        private Tensor Did(Operator op, Argument argument)
        {
            op.Run(this, argument);
            return this;
        }
    }
}
