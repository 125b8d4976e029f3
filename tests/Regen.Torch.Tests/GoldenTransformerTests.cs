using System.Globalization;
using System.Text.Json;
using Regen.Tests;
using TorchSharp;
using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Torch.Tests;

/// <summary>golden/transformer: layers, losses and their gradients by PyTorch 2.13 in float32.</summary>
public sealed class GoldenTransformerTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Sets() => [.. Lent.Golden("transformer")];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Encoder_layers_before_and_after_the_norm_agree(string set)
    {
        using var scope = NewDisposeScope();
        using var file = Open(set, "encoder_layer");
        var settings = Expected(set).GetProperty("encoder_layer");
        var (x, keep) = (file.Load("x"), file.Load("keep"));
        var variants = file.Entries.Keys.Where(name => name.EndsWith(".output", StringComparison.Ordinal)).Select(name => name.Split('.')[0]).ToList();
        Assert.NotEmpty(variants);
        foreach (var variant in variants)
        {
            var layer = new Layer(file, variant, settings);
            Close.Assert(file.Load($"{variant}.output"), layer.Run(x, keep.unsqueeze(1).unsqueeze(1)), Tolerance, variant);
            var past = ones([x.size(1), x.size(1)], @bool).tril();
            Close.Assert(file.Load($"{variant}.output_causal_no_padding"), layer.Run(x, past), Tolerance, $"{variant} causal");
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Attention_and_its_weights_agree(string set)
    {
        using var scope = NewDisposeScope();
        using var file = Open(set, "attention");
        var heads = file.Entries["weights_per_head"].Shape[1];
        var attention = new HeadedAttention(file, "mha", heads);
        var (query, keys, keep) = (file.Load("query"), file.Load("key_value"), file.Load("keep"));

        var (output, weights) = attention.Run(query, keys, keep.unsqueeze(1).unsqueeze(1));
        Close.Assert(file.Load("output"), output, Tolerance, "output");
        Close.Assert(file.Load("weights_per_head"), weights, Tolerance, "weights per head");
        Close.Assert(file.Load("weights_mean"), weights.mean([1]), Tolerance, "mean weights");

        var past = keep.unsqueeze(1).unsqueeze(1) & ones([keys.size(1), keys.size(1)], @bool).tril();
        Close.Assert(file.Load("self_causal_output"), attention.Run(keys, keys, past).Output, Tolerance, "causal");
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Scaled_dot_product_attention_equals_its_definition(string set)
    {
        using var scope = NewDisposeScope();
        using var file = Open(set, "attention");
        var heads = file.Entries["weights_per_head"].Shape[1];
        var keys = HeadedAttention.Split(file.Load("key_value"), heads);
        var past = ones([keys.size(2), keys.size(2)], @bool).tril();

        var expected = keys.matmul(keys.mT).div(Math.Sqrt(keys.size(-1))).masked_fill(~past, double.NegativeInfinity).softmax(-1).matmul(keys);

        Close.Assert(expected, functional.scaled_dot_product_attention(keys, keys, keys, past), Tolerance, "boolean mask");
        Close.Assert(expected, functional.scaled_dot_product_attention(keys, keys, keys, null, 0.0, true), Tolerance, "causal");
        var added = zeros([keys.size(2), keys.size(2)]).masked_fill(~past, double.NegativeInfinity);
        Close.Assert(expected, functional.scaled_dot_product_attention(keys, keys, keys, added), Tolerance, "added mask");
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Cross_entropy_agrees_with_smoothing_weights_and_ignored_rows(string set)
    {
        using var scope = NewDisposeScope();
        using var file = Open(set, "cross_entropy");
        var expected = Expected(set).GetProperty("cross_entropy");
        var target = file.Load("target");
        foreach (var smoothing in expected.EnumerateObject().Where(one => char.IsDigit(one.Name[0])))
        {
            var amount = double.Parse(smoothing.Name, CultureInfo.InvariantCulture);
            var logits = file.Load("logits").requires_grad_();
            var mean = functional.cross_entropy(logits, target, label_smoothing: amount);
            mean.backward();
            Assert.Equal(smoothing.Value.GetProperty("mean").GetDouble(), mean.ToDouble(), Tolerance);
            Close.Assert(file.Load($"grad.{smoothing.Name}"), logits.grad!, Tolerance, $"gradient, smoothing {smoothing.Name}");
            var rows = functional.cross_entropy(logits, target, reduction: Reduction.None, label_smoothing: amount);
            Close.Assert(file.Load($"per_row.{smoothing.Name}"), rows, Tolerance, $"rows, smoothing {smoothing.Name}");
            var sum = functional.cross_entropy(logits, target, reduction: Reduction.Sum, label_smoothing: amount);
            Assert.Equal(smoothing.Value.GetProperty("sum").GetDouble(), sum.ToDouble(), 10 * Tolerance);
        }

        var weighted = functional.cross_entropy(file.Load("logits"), target, file.Load("class_weights"));
        Assert.Equal(expected.GetProperty("class_weights_smoothing_0").GetProperty("mean").GetDouble(), weighted.ToDouble(), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Contrastive_loss_and_its_gradients_agree(string set)
    {
        using var scope = NewDisposeScope();
        using var file = Open(set, "infonce");
        var (a, b, scale) = (file.Load("a").requires_grad_(), file.Load("b").requires_grad_(), file.Load("log_scale").requires_grad_());

        var logits = scale.exp() * functional.normalize(a, dim: -1).matmul(functional.normalize(b, dim: -1).t());
        var rows = arange(a.size(0));
        var (forth, back) = (functional.cross_entropy(logits, rows), functional.cross_entropy(logits.t(), rows));
        var loss = (forth + back) / 2;
        loss.backward();

        var expected = Expected(set).GetProperty("infonce");
        Close.Assert(file.Load("logits"), logits, Tolerance, "logits");
        Assert.Equal(expected.GetProperty("loss").GetDouble(), loss.ToDouble(), Tolerance);
        Assert.Equal(expected.GetProperty("a_to_b").GetDouble(), forth.ToDouble(), Tolerance);
        Assert.Equal(expected.GetProperty("b_to_a").GetDouble(), back.ToDouble(), Tolerance);
        Close.Assert(file.Load("grad.a"), a.grad!, Tolerance, "gradient of a");
        Close.Assert(file.Load("grad.b"), b.grad!, Tolerance, "gradient of b");
        Close.Assert(file.Load("grad.log_scale"), scale.grad!, Tolerance, "gradient of the scale");
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Sampled_softmax_agrees_under_every_correction(string set)
    {
        using var scope = NewDisposeScope();
        using var file = Open(set, "sampled_softmax");
        var expected = Expected(set).GetProperty("sampled_softmax");
        var negatives = file.Load("negatives");
        var positive = file.Load("positive");
        foreach (var (name, key, others, correctPositive, correctOthers) in new[]
        {
            ("both_corrected", "both_corrected", negatives, true, true),
            ("negatives_corrected", "negatives_corrected", negatives, false, true),
            ("no_correction", "no_correction", negatives, false, false),
            ("in_batch", "in_batch_both_corrected", positive, true, true),
        })
        {
            var (hidden, items) = (file.Load("hidden").requires_grad_(), file.Load("items").requires_grad_());
            var correction = file.Load("q").log();
            var own = (hidden * items.index_select(0, positive)).sum(-1) - (correctPositive ? correction.index_select(0, positive) : zeros([1]));
            var rest = hidden.matmul(items.index_select(0, others).t()) - (correctOthers ? correction.index_select(0, others) : zeros([1]));
            rest = rest.masked_fill(others.unsqueeze(0).eq(positive.unsqueeze(1)), double.NegativeInfinity);
            var rows = cat([own.unsqueeze(1), rest], 1).logsumexp(1) - own;
            rows.mean().backward();

            Assert.Equal(expected.GetProperty(key).GetDouble(), rows.mean().ToDouble(), Tolerance);
            if (file.Entries.ContainsKey($"{name}.per_row"))
            {
                Close.Assert(file.Load($"{name}.per_row"), rows, Tolerance, $"{name} rows");
            }

            Close.Assert(file.Load($"{name}.grad.hidden"), hidden.grad!, Tolerance, $"{name} gradient of hidden");
            Close.Assert(file.Load($"{name}.grad.items"), items.grad!, Tolerance, $"{name} gradient of items");
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_resampler_and_its_gradients_agree(string set)
    {
        using var scope = NewDisposeScope();
        using var file = Open(set, "resampler");
        var resampler = new Resampler(file, Expected(set).GetProperty("resampler"));
        var x = file.Load("x").requires_grad_();

        var output = resampler.Run(x, file.Load("keep"), (layer, latents) =>
            Close.Assert(file.Load($"after_layer.{layer}"), latents, Tolerance, $"layer {layer}"));
        Close.Assert(file.Load("output"), output, Tolerance, "output");

        (output * file.Load("cotangent")).sum().backward();
        foreach (var name in file.Entries.Keys.Where(name => name.StartsWith("grad.", StringComparison.Ordinal)))
        {
            var gradient = name == "grad.x" ? x.grad! : resampler.Weight(name["grad.".Length..]).grad!;
            // Of the largest entry: these reach 27, and the golden float32 ones are themselves 1.8e-5 from float64's.
            var largest = file.Load(name).abs().max().item<float>();
            Close.Assert(file.Load(name), gradient, Tolerance * Math.Max(1, largest), name);
        }
    }

    private static SafetensorsFile Open(string set, string name) => SafetensorsFile.Open(Path.Combine(set, $"{name}.safetensors"));

    private static JsonElement Expected(string set) => JsonDocument.Parse(File.ReadAllText(Path.Combine(set, "expected.json"))).RootElement;
}
