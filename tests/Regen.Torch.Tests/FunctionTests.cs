using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Torch.Tests;

/// <summary>Expected numbers by PyTorch 1.13 from Python, rounded to six digits.</summary>
public sealed class FunctionTests : IDisposable
{
    private const float Rounding = 1e-6f;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor x = tensor(new[] { 0.5f, -1, 2, 1.5f, 0, -0.5f }, [2, 3]);
    private readonly Tensor y = tensor(new float[] { 1, 0, 1, 0, 1, 0 }, [2, 3]);

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Losses_give_PyTorchs_numbers()
    {
        Same([0.630484f], functional.binary_cross_entropy_with_logits(x, y));
        Same(
            [0.474077f, 0.313262f, 0.380784f, 1.701413f, 1.386294f, 0.474077f],
            functional.binary_cross_entropy_with_logits(x, y, null, Reduction.None, tensor(new float[] { 1, 2, 3 })));
        Same([0.958333f], functional.mse_loss(x, y));
        Same([5.5f], functional.l1_loss(x, y, Reduction.Sum));
        using var module = CrossEntropyLoss(ignore_index: 2);
        var target = tensor(new long[] { 0, 2 });
        Assert.True(module.call(x, target).equal(functional.cross_entropy(x[TensorIndex.Slice(0, 1)], target[TensorIndex.Slice(0, 1)])));
    }

    [Fact]
    public void Activations_and_norms_give_PyTorchs_numbers()
    {
        Same([0.345731f, -0.158655f, 1.9545f, 1.399789f, 0, -0.154269f], functional.gelu(x));
        Same([0.31123f, -0.268941f, 1.761594f, 1.226362f, 0, -0.18877f], functional.silu(x));
        Same([-1.741311f, -3.241311f, -0.241311f, -0.306356f, -1.806356f, -2.306356f], functional.log_softmax(x, 1));
        Same([2.241311f, 1.806356f], logsumexp(x, 1));
        Same([0.771517f, 0], functional.cosine_similarity(x, y));
        Same([0.218218f, -0.436436f, 0.872872f, 0.948683f, 0, -0.316228f], functional.normalize(x));
        Same([1.5f, 1.040833f], x.std(1));
        Same([0.25f, 0.25f, 1.5625f], x.var([0], unbiased: false));
        Same([3.5f, 2], x.norm(1, p: 1));
    }

    [Fact]
    public void Padding_fills_reflects_wraps_and_repeats()
    {
        var rows = x.unsqueeze(0);

        Same([9, 0.5f, -1, 2, 9, 1.5f, 0, -0.5f], functional.pad(x, (1, 0), value: 9));
        Same([-1, 0.5f, -1, 2, -1, 0, 1.5f, 0, -0.5f, 0], functional.pad(rows, (1, 1), PaddingModes.Reflect));
        Same([2, 0.5f, -1, 2, 0.5f, -0.5f, 1.5f, 0, -0.5f, 1.5f], functional.pad(rows, (1, 1), PaddingModes.Circular));
        Same([0.5f, 0.5f, 0.5f, -1, 2, 1.5f, 1.5f, 1.5f, 0, -0.5f], functional.pad(rows, [2, 0], PaddingModes.Replicate));
    }

    [Fact]
    public void Numbers_become_rows_of_zeros_and_one()
    {
        Assert.Equal([0L, 0, 1, 1, 0, 0], functional.one_hot(tensor(new long[] { 2, 0 })).data<long>().ToArray());
        Assert.Equal([2L, 5], functional.one_hot(tensor(new long[] { 2, 0 }), 5).shape);
    }

    [Fact]
    public void Weights_start_within_the_bounds_of_their_scheme()
    {
        var weight = empty([64, 32]);

        Assert.True(init.xavier_uniform_(weight).abs().max().item<float>() <= MathF.Sqrt(6f / 96));
        Assert.True(init.kaiming_uniform_(weight, Math.Sqrt(5)).abs().max().item<float>() <= 1 / MathF.Sqrt(32));
        Assert.Equal(1, init.constant_(weight, 1).min().ToInt32());
        Assert.InRange(init.normal_(weight, std: 0.02).std().item<float>(), 0.018f, 0.022f);
        Assert.Throws<ArgumentException>(() => init.xavier_uniform_(ones([3])));
    }

    [Fact]
    public void Containers_run_and_name_their_modules()
    {
        using var chain = Sequential(("in", Linear(3, 4)), ("act", ReLU()), ("out", Linear(4, 1)));
        using var named = ModuleDict(("a", Linear(3, 3)), ("b", Linear(3, 3)));

        Assert.Equal([2L, 1], chain.call(x).shape);
        Assert.Equal(["in.weight", "in.bias", "out.weight", "out.bias"], chain.state_dict().Keys);
        Assert.Equal(["a.weight", "a.bias", "b.weight", "b.bias"], named.state_dict().Keys);
        Assert.True(named["a"].call(x).shape is [2, 3]);
        Assert.Throws<KeyNotFoundException>(() => named["c"]);
    }

    [Fact]
    public void Schedules_step_down_and_rise_on_a_line()
    {
        using var weight = new Parameter(zeros([1]));
        using var optimizer = optim.SGD([weight], 1.0);

        Assert.Equal([1, 1, 0.5, 0.5, 0.25], Rates(optim.lr_scheduler.StepLR(optimizer, 2, 0.5)));
        Assert.Equal([0.5, 0.75, 1, 1, 1], Rates(optim.lr_scheduler.LinearLR(optimizer, 0.5, 1, 2)));
    }

    [Fact]
    public void Gradients_can_be_clipped_by_norm_or_by_value()
    {
        using var weight = new Parameter(zeros([2]));
        weight.grad = tensor(new float[] { 3, 4 });

        Assert.Equal(5, utils.clip_grad_norm_([weight], 10), 1e-6);
        Same([3, 4], weight.grad!);
        Assert.Equal(5, utils.clip_grad_norm_([weight], 1), 1e-6);
        Same([0.6f, 0.8f], weight.grad!);
        utils.clip_grad_value_([weight], 0.7);
        Same([0.6f, 0.7f], weight.grad!);
    }

    private static double[] Rates(optim.lr_scheduler.LRScheduler schedule)
    {
        var rates = new double[5];
        for (var i = 0; i < rates.Length; i++)
        {
            rates[i] = schedule.get_last_lr().Single();
            schedule.step();
        }

        return rates;
    }

    private static void Same(float[] expected, Tensor found)
    {
        var values = found.flatten().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, Rounding));
    }
}
