using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Aten.abs.Call(this);

        public Tensor neg() => Aten.neg.Call(this);

        public Tensor exp() => Aten.exp.Call(this);

        public Tensor exp_() => Did(Aten.exp_);

        public Tensor expm1() => Aten.expm1.Call(this);

        public Tensor log() => Aten.log.Call(this);

        public Tensor log1p() => Aten.log1p.Call(this);

        public Tensor log2() => Aten.log2.Call(this);

        public Tensor log10() => Aten.log10.Call(this);

        public Tensor sqrt() => Aten.sqrt.Call(this);

        public Tensor sqrt_() => Did(Aten.sqrt_);

        public Tensor rsqrt() => Aten.rsqrt.Call(this);

        public Tensor reciprocal() => Aten.reciprocal.Call(this);

        public Tensor square() => Aten.square.Call(this);

        public Tensor sign() => Aten.sign.Call(this);

        public Tensor sin() => Aten.sin.Call(this);

        public Tensor cos() => Aten.cos.Call(this);

        public Tensor erf() => Aten.erf.Call(this);

        public Tensor floor() => Aten.floor.Call(this);

        public Tensor ceil() => Aten.ceil.Call(this);

        public Tensor round(long decimals = 0) => Aten.round__decimals.Call(this, decimals);

        public Tensor trunc() => Aten.trunc.Call(this);

        public Tensor sigmoid() => Aten.sigmoid.Call(this);

        public Tensor tanh() => Aten.tanh.Call(this);

        public Tensor relu() => Aten.relu.Call(this);

        /// <summary>The exact form, by the error function.</summary>
        public Tensor gelu() => Aten.gelu.Call(this);

        public Tensor silu() => Aten.silu.Call(this);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.softmax__int.Call(this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.log_softmax__int.Call(this, dim, dtype);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.clamp.Call(this, min, max);

        public Tensor clamp(Tensor min, Tensor max) => Aten.clamp__Tensor.Call(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            Aten.clamp_.Run(this, min, max);
            return this;
        }

        public Tensor clamp_min(Scalar min) => Aten.clamp_min.Call(this, min);

        public Tensor clamp_max(Scalar max) => Aten.clamp_max.Call(this, max);

        public Tensor tril(long diagonal = 0) => Aten.tril.Call(this, diagonal);

        public Tensor triu(long diagonal = 0) => Aten.triu.Call(this, diagonal);

        public Tensor nan_to_num(double? nan = null, double? posinf = null, double? neginf = null) => Aten.nan_to_num.Call(this, nan, posinf, neginf);
    }
}
