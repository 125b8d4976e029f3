using Regen.Tests;
using TorchSharp;
using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Torch.Tests;

/// <summary>The chunked head against the chain it replaces, in value and in every gradient.</summary>
public sealed class LinearCrossEntropyTests
{
    private const long Ignored = -100;

    [Fact]
    public void Any_shape_chunk_smoothing_and_ignored_rows_give_the_full_ones_value_and_gradients()
    {
        var random = new Random(20261);
        for (var turn = 0; turn < 120; turn++)
        {
            using var scope = NewDisposeScope();
            var shape = new HeadCase(
                Rows: Pick(random, 1, 2, 7, 31, 64, 129),
                Items: Pick(random, 1, 2, 15, 16, 17, 257, 521, 1031),
                Width: Pick(random, 1, 3, 16, 64),
                Chunk: Pick(random, 0, 1, 5, 32, 1000),
                Smoothing: random.Next(2) * 0.1,
                HasBias: random.Next(2) == 0,
                Ignored: Pick(random, 0, 1, 3));
            Compare(shape, ScalarType.Float32, null, 2e-5, turn);
        }
    }

    [Fact]
    public void A_catalogue_too_large_for_all_rows_at_once_is_cut_by_itself_and_agrees()
    {
        using var scope = NewDisposeScope();
        // 31 rows make the 32 million scores of a chunk: the second one holds the other nine.
        Compare(new HeadCase(Rows: 40, Items: 1_050_000, Width: 2, Chunk: 0, Smoothing: 0, HasBias: true, Ignored: 1), ScalarType.Float32, null, 2e-5, 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(13)]
    public void Float64_agrees_to_its_own_precision(int chunk)
    {
        using var scope = NewDisposeScope();
        Compare(new HeadCase(37, 211, 19, chunk, 0.1, true, 2), ScalarType.Float64, null, 1e-12, chunk);
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(7, 0.0)]
    [InlineData(7, 0.1)]
    public void Products_in_bfloat16_agree_with_the_chain_in_bfloat16(int chunk, double smoothing)
    {
        using var scope = NewDisposeScope();
        Compare(new HeadCase(41, 307, 32, chunk, smoothing, true, 2), ScalarType.Float32, ScalarType.BFloat16, 4e-3, chunk);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Arguments_in_bfloat16_agree_with_the_chain(int chunk)
    {
        using var scope = NewDisposeScope();
        Compare(new HeadCase(41, 307, 32, chunk, 0.0, true, 2), ScalarType.BFloat16, null, 2e-2, chunk);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Without_a_row_that_counts_the_loss_is_NaN_as_in_the_chain(int rows)
    {
        using var scope = NewDisposeScope();
        var (hidden, items) = (randn([rows, 4]).requires_grad_(), randn([9, 4]).requires_grad_());
        var targets = full([rows], Ignored, ScalarType.Int64);

        var loss = Fused.LinearCrossEntropy(hidden, items, null, targets);
        loss.backward();

        Assert.True(double.IsNaN(loss.ToDouble()));
        Assert.Equal([rows, 4], hidden.grad!.shape);
        Assert.Equal([9, 4], items.grad!.shape);
    }

    [Fact]
    public void Items_shut_out_by_a_large_negative_bias_get_no_gradient()
    {
        using var scope = NewDisposeScope();
        var (hidden, items) = (randn([6, 8]), randn([40, 8]).requires_grad_());
        var bias = zeros([40]);
        bias[TensorIndex.Slice(20, 40)] = tensor(-1e9f);

        Fused.LinearCrossEntropy(hidden, items, bias, arange(6), chunk: 4).backward();

        Assert.Equal(0, items.grad![TensorIndex.Slice(20, 40)].abs().max().item<float>());
        Assert.True(items.grad![TensorIndex.Slice(0, 20)].abs().max().item<float>() > 0);
    }

    [Fact]
    public void A_retained_graph_gives_its_gradients_twice_and_a_scaled_loss_scaled_ones()
    {
        using var scope = NewDisposeScope();
        var (hidden, items) = (randn([6, 8]).requires_grad_(), randn([40, 8]).requires_grad_());
        var loss = Fused.LinearCrossEntropy(hidden, items, null, arange(6)) * 3;
        loss.backward(retain_graph: true);
        var once = items.grad!.clone();
        loss.backward();

        Close.Assert(once * 2, items.grad!, 1e-6, "gradient after two passes");
        var plain = (functional.cross_entropy(hidden.matmul(items.t()), arange(6)) * 3);
        items.grad!.zero_();
        plain.backward();
        Close.Assert(items.grad!, once, 1e-6, "gradient of a scaled loss");
    }

    [Fact]
    public void A_target_that_is_no_item_is_refused_with_its_row()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<TorchException>(
            () => Fused.LinearCrossEntropy(randn([2, 3]), randn([5, 3]), null, tensor(new long[] { 1, 5 })));
        Assert.Contains("target 5 of row 1 is not one of 5 items", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Amounts_added_to_single_scores_count_and_get_their_gradients(int chunk, bool isHalf)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var (hidden, items, targets) = (randn([11, 8]), randn([700, 8]), randint(0, 700, [11], ScalarType.Int64));
        var (rows, places) = (randint(0, 11, [60], ScalarType.Int64), randint(0, 700, [60], ScalarType.Int64));
        (rows[0], rows[1], places[0], places[1]) = (tensor(2L), tensor(2L), targets[2], targets[2]); // two on one target
        var expected = randn([60]).requires_grad_();
        var found = expected.detach().clone().requires_grad_();
        var product = isHalf ? ScalarType.BFloat16 : ScalarType.Float32;

        var scores = hidden.to(product).matmul(items.to(product).t()).to(ScalarType.Float32);
        var full = functional.cross_entropy(scores.view(-1).index_add(0, (rows * 700) + places, expected, 1).view(11, 700), targets);
        full.backward();
        var fused = Fused.LinearCrossEntropy(hidden, items, null, targets, compute: product, chunk: chunk, extras: new ScoreExtras(rows, places, found));
        fused.backward();

        Assert.Equal(full.item<float>(), fused.item<float>(), 1e-5);
        Close.Assert(expected.grad!, found.grad!, 1e-6, "gradient of the amounts");
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void The_golden_losses_come_out_of_an_identity_head(string set)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(set, "cross_entropy.safetensors"));
        foreach (var name in file.Entries.Keys.Where(name => name.StartsWith("per_row.", StringComparison.Ordinal)))
        {
            var amount = name["per_row.".Length..];
            var (logits, target) = (file.Load("logits").requires_grad_(), file.Load("target"));
            var loss = Fused.LinearCrossEntropy(
                logits, eye(logits.size(1)), null, target, label_smoothing: double.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), chunk: 3);
            loss.backward();

            var counted = target.ne(Ignored).sum().item<long>();
            Assert.Equal(file.Load(name).sum().item<float>() / counted, loss.item<float>(), 1e-5);
            Close.Assert(file.Load($"grad.{amount}"), logits.grad!, 1e-5, $"gradient, smoothing {amount}");
        }
    }

    public static TheoryData<string> Golden() => [.. Lent.Golden("transformer")];

    private static int Pick(Random random, params int[] values) => values[random.Next(values.Length)];

    private static void Compare(HeadCase head, ScalarType type, ScalarType? compute, double tolerance, int seed)
    {
        manual_seed(seed);
        var hidden = randn([head.Rows, head.Width], ScalarType.Float32).to(type);
        var items = randn([head.Items, head.Width], ScalarType.Float32).to(type);
        var bias = head.HasBias ? randn([head.Items]).to(type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32) : null;
        var targets = randint(0, head.Items, [head.Rows], ScalarType.Int64);
        for (var row = 0; row < Math.Min(head.Ignored, head.Rows - 1); row++)
        {
            targets[row] = tensor(Ignored);
        }

        var expected = Gradients(hidden, items, bias, (h, i, b) => Chain(h, i, b, targets, head.Smoothing, compute ?? type));
        var found = Gradients(
            hidden, items, bias, (h, i, b) => Fused.LinearCrossEntropy(h, i, b, targets, Ignored, head.Smoothing, compute, head.Chunk));
        foreach (var (name, tensor) in expected)
        {
            var scale = Math.Max(1, tensor.abs().max().to(ScalarType.Float64).item<double>());
            Close.Assert(tensor, found[name], tolerance * scale, $"{name} of {head}");
        }
    }

    private static Tensor Chain(Tensor hidden, Tensor items, Tensor? bias, Tensor targets, double smoothing, ScalarType product)
    {
        var scores = hidden.to(product).matmul(items.to(product).t()).to(hidden.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        return functional.cross_entropy(bias is null ? scores : scores + bias, targets, ignore_index: Ignored, label_smoothing: smoothing);
    }

    private static Dictionary<string, Tensor> Gradients(Tensor hidden, Tensor items, Tensor? bias, Func<Tensor, Tensor, Tensor?, Tensor> loss)
    {
        var (h, i, b) = (hidden.clone().requires_grad_(), items.clone().requires_grad_(), bias?.clone().requires_grad_());
        var value = loss(h, i, b);
        value.backward();
        Dictionary<string, Tensor> found = new() { ["loss"] = value.detach(), ["hidden"] = h.grad!, ["items"] = i.grad! };
        if (b is not null)
        {
            found["bias"] = b.grad!;
        }

        return found;
    }

    private sealed record HeadCase(int Rows, int Items, int Width, int Chunk, double Smoothing, bool HasBias, int Ignored);
}
