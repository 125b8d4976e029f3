using System.Text.Json;
using TorchSharp.Regen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Torch.Tests;

/// <summary>Attention with several heads over weights under torch's names, written out of operators.</summary>
internal sealed class HeadedAttention(SafetensorsFile file, string prefix, long heads)
{
    internal static Tensor Split(Tensor x, long heads) => x.unflatten(-1, heads, x.size(-1) / heads).transpose(1, 2);

    internal static Tensor Join(Tensor x) => x.transpose(1, 2).flatten(2);

    internal (Tensor Output, Tensor Weights) Run(Tensor query, Tensor keys, Tensor mayBeSeen)
    {
        var weight = file.Load($"{prefix}.in_proj_weight").chunk(3);
        var bias = file.Load($"{prefix}.in_proj_bias").chunk(3);
        var q = Split(functional.linear(query, weight[0], bias[0]), heads);
        var k = Split(functional.linear(keys, weight[1], bias[1]), heads);
        var v = Split(functional.linear(keys, weight[2], bias[2]), heads);
        var weights = (q / Math.Sqrt(q.size(-1))).matmul(k.mT).masked_fill(mayBeSeen.logical_not(), double.NegativeInfinity).softmax(-1);
        var output = functional.linear(Join(weights.matmul(v)), file.Load($"{prefix}.out_proj.weight"), file.Load($"{prefix}.out_proj.bias"));
        return (output, weights);
    }
}

/// <summary>An encoder layer with its norms before or after, as its name says.</summary>
internal sealed class Layer(SafetensorsFile file, string variant, JsonElement settings)
{
    private readonly HeadedAttention attention = new(file, $"{variant}.self_attn", settings.GetProperty("heads").GetInt64());

    internal Tensor Run(Tensor x, Tensor mayBeSeen)
    {
        if (variant.StartsWith("pre", StringComparison.Ordinal))
        {
            x += Attend(Norm(x, "norm1"), mayBeSeen);
            return x + Feed(Norm(x, "norm2"));
        }

        x = Norm(x + Attend(x, mayBeSeen), "norm1");
        return Norm(x + Feed(x), "norm2");
    }

    private Tensor Attend(Tensor x, Tensor mayBeSeen) => attention.Run(x, x, mayBeSeen).Output;

    private Tensor Feed(Tensor x)
    {
        var inner = Linear(x, "linear1");
        return Linear(variant.EndsWith("relu", StringComparison.Ordinal) ? functional.relu(inner) : functional.gelu(inner), "linear2");
    }

    private Tensor Linear(Tensor x, string name) => functional.linear(x, file.Load($"{variant}.{name}.weight"), file.Load($"{variant}.{name}.bias"));

    private Tensor Norm(Tensor x, string name) => functional.layer_norm(
        x, [x.size(-1)], file.Load($"{variant}.{name}.weight"), file.Load($"{variant}.{name}.bias"), settings.GetProperty("layer_norm_eps").GetDouble());
}

/// <summary>A Perceiver resampler out of operators; its weights take part in autograd.</summary>
internal sealed class Resampler
{
    private const string Prefix = "weights.";
    private readonly Dictionary<string, Tensor> weights;
    private readonly long heads;
    private readonly long headWidth;
    private readonly int depth;

    internal Resampler(SafetensorsFile file, JsonElement settings)
    {
        heads = settings.GetProperty("heads").GetInt64();
        headWidth = settings.GetProperty("dh").GetInt64();
        depth = settings.GetProperty("depth").GetInt32();
        weights = file.Entries.Keys
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], name => file.Load(name).requires_grad_());
    }

    internal Tensor Weight(string name) => weights[name];

    internal Tensor Run(Tensor x, Tensor keep, Action<int, Tensor> after)
    {
        var latents = weights["latents"].unsqueeze(0).expand(x.size(0), -1, -1);
        var mayBeSeen = cat([keep, ones([x.size(0), latents.size(1)], @bool)], 1).unsqueeze(1).unsqueeze(1);
        for (var layer = 0; layer < depth; layer++)
        {
            latents += Attend($"layers.{layer}.attn", x, latents, mayBeSeen);
            latents += Feed($"layers.{layer}.ff", latents);
            after(layer, latents);
        }

        return Norm(latents, "norm");
    }

    private Tensor Attend(string name, Tensor x, Tensor latents, Tensor mayBeSeen)
    {
        var inner = Norm(latents, $"{name}.norm_latents");
        var seen = cat([Norm(x, $"{name}.norm_x"), inner], 1);
        var pair = Linear(seen, $"{name}.to_kv").chunk(2, -1);
        var (q, k, v) = (Split(Linear(inner, $"{name}.to_q")), Split(pair[0]), Split(pair[1]));
        var scores = (q * Math.Pow(headWidth, -0.5)).matmul(k.mT).masked_fill(mayBeSeen.logical_not(), double.NegativeInfinity);
        return Linear(HeadedAttention.Join(scores.softmax(-1).matmul(v)), $"{name}.to_out");
    }

    private Tensor Feed(string name, Tensor x) => Linear(functional.gelu(Linear(Norm(x, $"{name}.norm"), $"{name}.up")), $"{name}.down");

    private Tensor Split(Tensor x) => HeadedAttention.Split(x, heads);

    private Tensor Linear(Tensor x, string name) => functional.linear(x, weights[$"{name}.weight"]);

    private Tensor Norm(Tensor x, string name) => functional.layer_norm(x, [x.size(-1)], weights[$"{name}.weight"], weights[$"{name}.bias"]);
}
