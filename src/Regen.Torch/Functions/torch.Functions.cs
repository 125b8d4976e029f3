using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Aten.cat.Call((Tensor[])[.. tensors], dim);

    public static Tensor cat(Tensor[] tensors, long dim = 0) => Aten.cat.Call(tensors, dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Aten.cat.Call(tensors.ToArray(), dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Aten.stack.Call((Tensor[])[.. tensors], dim);

    public static Tensor stack(Tensor[] tensors, long dim = 0) => Aten.stack.Call(tensors, dim);

    public static Tensor stack(ReadOnlySpan<Tensor> tensors, long dim = 0) => Aten.stack.Call(tensors.ToArray(), dim);

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Aten.where__self.Call(condition, x, y);

    public static Tensor tril(Tensor input, long diagonal = 0) => Aten.tril.Call(input, diagonal);

    public static Tensor triu(Tensor input, long diagonal = 0) => Aten.triu.Call(input, diagonal);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Aten.einsum.Call(equation, tensors);

    public static (Tensor values, Tensor indices) topk(Tensor tensor, int k, int dim = -1, bool largest = true, bool sorted = true) =>
        Aten.topk.Call2(tensor, k, dim, largest, sorted);

    public static (Tensor Values, Tensor Indices) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) =>
        Aten.sort__stable.Call2(input, stable, dim, descending);

    public static Tensor matmul(Tensor input, Tensor target) => Aten.matmul.Call(input, target);

    public static Tensor bmm(Tensor input, Tensor target) => Aten.bmm.Call(input, target);

    public static Tensor mm(Tensor input, Tensor target) => Aten.mm.Call(input, target);

    public static Tensor add(Tensor left, Tensor right) => Aten.add__Tensor.Call(left, right);

    public static Tensor sub(Tensor left, Tensor right) => Aten.sub__Tensor.Call(left, right);

    public static Tensor mul(Tensor left, Tensor right) => Aten.mul__Tensor.Call(left, right);

    public static Tensor div(Tensor left, Tensor right) => Aten.div__Tensor.Call(left, right);

    public static Tensor argmax(Tensor input) => Aten.argmax.Call(input);

    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => Aten.argmax.Call(input, dim, keepdim);

    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => Aten.softmax__int.Call(input, dim, dtype);

    public static bool allclose(Tensor target, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.allclose(other, rtol, atol, equal_nan);
    }

    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false) => Aten.logsumexp.Call(input, dim, keepdim);

    public static Tensor maximum(Tensor input, Tensor other) => Aten.maximum.Call(input, other);

    public static Tensor minimum(Tensor input, Tensor other) => Aten.minimum.Call(input, other);

    public static Tensor exp(Tensor input) => Aten.exp.Call(input);

    public static Tensor log(Tensor input) => Aten.log.Call(input);

    public static Tensor sqrt(Tensor input) => Aten.sqrt.Call(input);

    public static Tensor rsqrt(Tensor input) => Aten.rsqrt.Call(input);

    public static Tensor abs(Tensor input) => Aten.abs.Call(input);

    public static Tensor tanh(Tensor input) => Aten.tanh.Call(input);

    public static Tensor sigmoid(Tensor input) => Aten.sigmoid.Call(input);

    public static Tensor sum(Tensor input, ScalarType? type = null) => Aten.sum.Call(input, type);

    public static Tensor mean(Tensor input) => Aten.mean.Call(input);

    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null) => Aten.cumsum.Call(input, dim, type);

    public static Tensor gather(Tensor input, long dim, Tensor index) => Aten.gather.Call(input, dim, index);

    public static Tensor index_select(Tensor input, long dimension, Tensor index) => Aten.index_select.Call(input, dimension, index);

    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        Aten.multinomial.Call(input, num_samples, replacement, generator);

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => Aten.bernoulli.Call(input, generator);

    public static Tensor outer(Tensor input, Tensor vec2) => Aten.outer.Call(input, vec2);

    public static Tensor polar(Tensor abs, Tensor angle) => Aten.polar.Call(abs, angle);

    public static Tensor isin(Tensor elements, Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
        Aten.isin__Tensor_Tensor.Call(elements, test_elements, assumeUnique, invert);

    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false) =>
        Aten.searchsorted__Tensor.Call(sorted_sequence, values, out_int32, right);
}
