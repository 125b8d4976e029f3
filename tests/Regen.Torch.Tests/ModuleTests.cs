using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Torch.Tests;

public sealed class ModuleTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Field_names_are_the_keys_of_the_state()
    {
        using var block = new Block();

        Assert.Equal(
            ["scale", "first.weight", "first.bias", "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "table"],
            block.state_dict().Keys);
        Assert.Equal(7, block.parameters().Count());
        Assert.Equal("table", block.named_buffers().Single().name);
        Assert.Equal(["first", "layers", "layers.0", "layers.1"], block.named_modules().Select(one => one.name));
    }

    [Fact]
    public void State_goes_from_one_module_to_another_and_its_differences_are_named()
    {
        using var one = new Block();
        using var other = new Block();
        var state = one.state_dict();

        other.load_state_dict(state);
        Assert.All(state, entry => Assert.True(entry.Value.equal(other.state_dict()[entry.Key]), entry.Key));

        Dictionary<string, Tensor> wrong = new(state) { ["extra"] = ones([1]) };
        wrong.Remove("scale");
        var error = Assert.Throws<ArgumentException>(() => other.load_state_dict(wrong));
        Assert.Contains("missing [scale]", error.Message, StringComparison.Ordinal);
        Assert.Contains("unexpected [extra]", error.Message, StringComparison.Ordinal);
        var (missing, unexpected) = other.load_state_dict(wrong, strict: false);
        Assert.Equal(("scale", "extra"), (missing.Single(), unexpected.Single()));

        wrong = new(state) { ["scale"] = ones([3]) };
        Assert.Contains("Float32 [3]", Assert.Throws<ArgumentException>(() => other.load_state_dict(wrong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Moving_to_another_type_keeps_the_parameters_their_objects_and_training()
    {
        using var block = new Block();
        var weight = block.First.weight;

        block.to(float64);

        Assert.Same(weight, block.First.weight);
        Assert.Equal(float64, weight.dtype);
        Assert.True(weight.requires_grad);
        Assert.Equal(float64, block.call(ones([1, 2], float64)).dtype);
    }

    [Fact]
    public void Dropout_acts_while_training_only()
    {
        using var dropout = Dropout(0.5);
        var x = ones([1000]);

        var trained = dropout.call(x);
        Assert.InRange(trained.eq(0).sum().ToInt32(), 400, 600);
        Assert.Equal(2f, trained.max().item<float>());
        dropout.eval();
        Assert.True(dropout.call(x).equal(x));
    }

    [Fact]
    public void Embedding_and_padding_start_and_train_as_in_PyTorch()
    {
        using var table = Embedding(5, 3, padding_idx: 0);
        var ids = tensor(new long[] { 0, 2, 2 });

        Assert.True(table.weight[0].eq(0).all().ToBoolean());
        table.call(ids).sum().backward();

        Assert.Equal([0f, 0, 2, 0, 0], table.weight.grad!.select(1, 0).data<float>().ToArray());
        using var frozen = Embedding_from_pretrained(ones([2, 3]));
        Assert.False(frozen.weight.requires_grad);
    }

    [Fact]
    public void An_optimiser_resumed_from_tensors_or_from_a_file_takes_the_same_steps()
    {
        using var one = Linear(3, 2);
        using var other = Linear(3, 2);
        using var first = optim.AdamW(one.parameters(), lr: 0.1, amsgrad: true);
        using var second = optim.AdamW(other.parameters(), lr: 0.1, amsgrad: true);
        using var third = optim.AdamW(other.parameters(), lr: 0.3, amsgrad: true);
        string[] names = ["weight", "bias"];
        Step(one, first);
        Step(one, first);
        other.load_state_dict(one.state_dict());

        OptimizerTensors.Load(second, names, OptimizerTensors.Save(first, names));
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            first.save_state_dict(writer);
        }

        memory.Position = 0;
        third.load_state_dict(new BinaryReader(memory));
        Assert.Equal(0.1, third.ParamGroups.Single().LearningRate);
        Assert.True(first.state_dict().State[0].ApproximatelyEquals(third.state_dict().State[0]));

        Step(one, first);
        Step(other, second);
        Assert.True(one.weight.equal(other.weight));
        Assert.Equal(3, Assert.IsType<AdamW.State>(second.state_dict().State[0]).step);
    }

    [Fact]
    public void AdamW_steps_on_brain_floats_too()
    {
        using var weight = new Parameter(ones([4], bfloat16));
        using var optimizer = optim.AdamW([weight], lr: 0.5, weight_decay: 0.1);
        weight.grad = ones([4], bfloat16);

        optimizer.step();

        Assert.All(weight.to(float32).data<float>().ToArray(), value => Assert.Equal(0.45f, value, 0.01f)); // 1 * (1 - 0.05) - 0.5
    }

    [Fact]
    public void The_fused_step_gives_the_same_bits_on_one_thread_and_on_several()
    {
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            using var alone = Stepped();
            set_num_threads(Math.Max(2, threads));
            using var together = Stepped();
            Assert.True(alone.equal(together));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static Parameter Stepped()
    {
        manual_seed(5);
        var weight = new Parameter(randn([300, 400])).DetachFromDisposeScope();
        using var optimizer = optim.AdamW([(Parameter)weight], lr: 0.01);
        for (var i = 0; i < 3; i++)
        {
            weight.grad = randn([300, 400]);
            optimizer.step();
        }

        return (Parameter)weight;
    }

    private static void Step(Linear module, optim.Optimizer optimizer)
    {
        optimizer.zero_grad();
        module.call(ones([4, 3])).square().sum().backward();
        optimizer.step();
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Parameter scale;
        private readonly Linear first;
        private readonly ModuleList<Linear> layers;
        private readonly Tensor table;

        public Block()
            : base(nameof(Block))
        {
            scale = Parameter(randn([2]));
            first = Linear(2, 2);
            layers = ModuleList(Linear(2, 2), Linear(2, 2));
            table = randn([2]);
            RegisterComponents();
        }

        public Linear First => first;

        public override Tensor forward(Tensor input)
        {
            var x = first.call(input) * scale + table;
            foreach (var layer in layers)
            {
                x = layer.call(x);
            }

            return x;
        }
    }
}
