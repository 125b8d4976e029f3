using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Torch.Tests;

public sealed class TrainingTests
{
    [Fact]
    public void A_two_layer_network_learns_xor()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        using var network = new TwoLayers(2, 16, 2);
        using var optimizer = optim.AdamW(network.parameters(), lr: 0.05);
        var inputs = tensor(new float[] { 0, 0, 0, 1, 1, 0, 1, 1 }, [4, 2]);
        var targets = tensor(new long[] { 0, 1, 1, 0 });
        for (var step = 0; step < 200; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            functional.cross_entropy(network.call(inputs), targets).backward();
            optimizer.step();
        }

        Assert.True(functional.cross_entropy(network.call(inputs), targets).item<float>() < 0.05f);
        Assert.Equal(targets.data<long>().ToArray(), network.call(inputs).argmax(1).data<long>().ToArray());
    }

    [Fact]
    public void A_training_step_leaves_no_tensor_behind()
    {
        using var network = new TwoLayers(8, 16, 3);
        using var optimizer = optim.AdamW(network.parameters(), lr: 0.01);
        using var inputs = randn([5, 8]);
        using var targets = zeros([5], int64);
        Step(network, optimizer, inputs, targets);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        for (var i = 0; i < 5; i++)
        {
            Step(network, optimizer, inputs, targets);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static void Step(TwoLayers network, optim.Optimizer optimizer, Tensor inputs, Tensor targets)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = functional.cross_entropy(network.call(inputs), targets);
        loss.backward();
        nn.utils.clip_grad_norm_(network.parameters(), 1.0);
        optimizer.step();
    }

    private sealed class TwoLayers : Module<Tensor, Tensor>
    {
        private readonly Linear first;
        private readonly LayerNorm norm;
        private readonly Linear second;

        public TwoLayers(long inputs, long hidden, long outputs)
            : base(nameof(TwoLayers))
        {
            first = Linear(inputs, hidden);
            norm = LayerNorm(hidden);
            second = Linear(hidden, outputs);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return second.call(functional.gelu(norm.call(first.call(input)))).MoveToOuterDisposeScope();
        }
    }
}
