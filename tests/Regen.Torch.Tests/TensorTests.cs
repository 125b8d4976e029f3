using TorchSharp;
using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

public sealed class TensorTests : IDisposable
{
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Arrays_of_every_type_and_rank_become_tensors_of_their_shape()
    {
        Assert.Equal([2L, 3], from_array(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }).shape);
        Assert.Equal(int32, from_array(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }).dtype);
        Assert.Equal([1L, 2, 3, 4], tensor(new long[] { 1, 2, 3, 4 }, [2, 2]).flatten().data<long>().ToArray());
        Assert.Equal(bfloat16, tensor(new float[] { 1, 2 }, dtype: bfloat16).dtype);
        Assert.Equal(1.5f, tensor(1.5f).item<float>());
        Assert.Equal(float64, tensor(1.5).dtype);
        Assert.Equal(int64, tensor(3L).dtype);
        Assert.Throws<ArgumentException>(() => tensor(new float[] { 1, 2, 3 }, [2, 2]));
        Assert.Equal([1f, 2f], frombuffer(new float[] { 0, 1, 2 }, float32, offset: 4).data<float>().ToArray());
    }

    [Fact]
    public void Indices_select_slice_mask_and_gather_as_in_Python()
    {
        var x = arange(24).view(2, 3, 4);

        Assert.Equal([12L, 13, 14, 15], x[1, 0].data<long>().ToArray());
        Assert.Equal([3L, 7, 11], x[TensorIndex.Single(0), TensorIndex.Colon, TensorIndex.Single(-1)].data<long>().ToArray());
        Assert.Equal([2L, 3, 1], x[TensorIndex.Ellipsis, TensorIndex.Slice(1, 2)].shape);
        Assert.Equal([2L, 1, 3, 4], x[TensorIndex.Colon, TensorIndex.Null].shape);
        Assert.Equal([20L, 21, 22, 23], x[x.gt(19)].data<long>().ToArray());
        Assert.Equal([0L, 2], x[TensorIndex.Single(0), TensorIndex.Single(0), TensorIndex.Slice(0, null, 2)].data<long>().ToArray());
        Assert.Equal([8L, 0], x[TensorIndex.Single(0), TensorIndex.Tensor(tensor(new long[] { 2, 0 })), TensorIndex.Single(0)].data<long>().ToArray());
    }

    [Fact]
    public void Values_can_be_put_where_an_index_points()
    {
        var x = zeros([3, 3]);
        x[1] = ones([3]);
        x.index_put_(5, TensorIndex.Colon, TensorIndex.Single(0));
        x[tensor(new long[] { 0, 2 }), tensor(new long[] { 2, 2 })] = tensor(new float[] { 7, 8 });

        Assert.Equal([5f, 0, 7, 5, 1, 1, 5, 0, 8], x.data<float>().ToArray());
    }

    [Fact]
    public void Gather_scatter_and_masks_agree_with_what_they_say()
    {
        var x = tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);
        var index = tensor(new long[] { 2, 0 }, [2, 1]);

        Assert.Equal([3f, 4], x.gather(1, index).data<float>().ToArray());
        Assert.Equal([0f, 0, 1, 1, 0, 0], zeros([2, 3]).scatter_(1, index, ones([2, 1])).data<float>().ToArray());
        Assert.Equal([1f, 1, 2], zeros([3]).index_add_(0, tensor(new long[] { 0, 1, 2, 2 }), ones([4]), 1).data<float>().ToArray());
        Assert.Equal([1f, 2, 0, 0, 0, 0], x.masked_fill(x.gt(2), 0).data<float>().ToArray());
        Assert.Equal([-1f, -1, 3, 4, 5, 6], where(x.lt(3), full_like(x, -1), x).flatten().data<float>().ToArray());
    }

    [Fact]
    public void The_largest_and_the_order_come_with_their_places()
    {
        var x = tensor(new float[] { 3, 1, 2 });
        var (values, places) = x.topk(2);

        Assert.Equal([3f, 2], values.data<float>().ToArray());
        Assert.Equal([0L, 2], places.data<long>().ToArray());
        Assert.Equal([1L, 2, 0], x.sort().Indices.data<long>().ToArray());
        Assert.Equal(0, x.argmax().ToInt64());
        Assert.Equal([1f, 2, 3], x.sort().Values.data<float>().ToArray());
        Assert.Equal([3f, 4, 6], x.cumsum(0).data<float>().ToArray());
    }

    [Fact]
    public void Numbers_on_either_side_of_an_operator_keep_their_kind()
    {
        var x = tensor(new long[] { 7, 8 });

        Assert.Equal(int64, (x + 1).dtype);
        Assert.Equal(float32, (x * 1.5).dtype);
        Assert.Equal([-6L, -7], (1 - x).data<long>().ToArray());
        Assert.Equal([2f / 7, 2f / 8], (2 / x).data<float>().ToArray());
        Assert.Equal([1L, 2], (x % 3).data<long>().ToArray());
        Assert.Equal([49L, 64], x.pow(2).data<long>().ToArray());
    }

    [Fact]
    public void Brain_floats_hold_eight_bits_and_go_back_and_forth()
    {
        var x = tensor(new[] { 1f, 1.00390625f, 3.14159f }).to(bfloat16);

        Assert.Equal(2, x.element_size());
        Assert.Equal([1f, 1f, 3.140625f], x.to(float32).data<float>().ToArray());
        Assert.Equal(bfloat16, x.matmul(x).dtype);
        Assert.Equal(1f, x[0].ToSingle());
    }

    [Fact]
    public void Gradients_flow_through_views_and_can_be_asked_for_directly()
    {
        var x = tensor(new float[] { 1, 2, 3, 4 }).requires_grad_();
        var y = x.view(2, 2).t().square().sum();
        var found = autograd.grad([y], [x], retain_graph: true);
        y.backward();

        Assert.Equal([2f, 4, 6, 8], x.grad!.data<float>().ToArray());
        Assert.True(found[0].equal(x.grad));
        x.grad = null;
        Assert.Null(x.grad);
        Assert.False(x.detach().requires_grad);
        Assert.True(x.is_leaf);
        Assert.Null(autograd.grad([x.sum()], [x, ones([1]).requires_grad_()], allow_unused: true)[1]);
    }

    [Fact]
    public void Shapes_split_join_and_turn()
    {
        var x = arange(12).view(3, 4);

        Assert.Equal([4L, 3], x.T.shape);
        Assert.Equal([2L, 2], x.chunk(2, 1)[1][1].unsqueeze(0).expand(2, 2).shape);
        Assert.Equal([3L, 2, 2], x.unflatten(1, 2, 2).shape);
        Assert.True(stack(x.unbind()).equal(x));
        Assert.True(cat(x.split([1, 3], 1), 1).equal(x));
        Assert.Equal([0L, 0, 1, 1], arange(2).repeat_interleave(2).data<long>().ToArray());
        Assert.Equal([1L, 5, 9], x.transpose(0, 1).contiguous()[1].data<long>().ToArray());
        Assert.Equal([4L, 8, 0], x.roll(-1, 0).select(1, 0).data<long>().ToArray());
    }

    [Fact]
    public void Any_operator_can_be_called_by_its_name()
    {
        var x = tensor(new[] { 0.25f });

        Assert.Equal(MathF.Log(1f / 3), TorchOperators.Call("logit", string.Empty, x)[0].item<float>(), 1e-6f);
        Assert.Equal(2, TorchOperators.Call("aten::topk", string.Empty, tensor(new float[] { 1, 2, 3 }), 2).Length);
        Assert.Equal(3, TorchOperators.Call("unbind", "int", arange(3)).Length);
    }

    [Fact]
    public void A_tensor_goes_through_a_stream()
    {
        using var memory = new MemoryStream();
        var x = randn([3, 4]).to(bfloat16);
        using (var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            x.Save(writer);
        }

        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        var y = zeros([3, 4], bfloat16);
        y.Load(reader);
        Assert.True(x.equal(y));
        Assert.StartsWith("[3x4], type = BFloat16", x.str(), StringComparison.Ordinal);
    }
}
