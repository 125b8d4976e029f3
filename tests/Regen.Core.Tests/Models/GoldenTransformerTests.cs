using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.Models.Common;
using Regen.Core.Training;
using Regen.Tests;
using TorchSharp;
using TorchSharp.Regen;
using Xunit;

namespace Regen.Core.Tests.Models;

/// <summary>
/// Blocks against PyTorch 2.13's numbers. The sets were made by torch.nn.TransformerEncoderLayer, by plain InfoNCE and by a
/// Perceiver resampler written in torch (checked with flamingo-pytorch 0.1.2); tolerance 1e-5 as the sets' README says.
/// </summary>
[Collection("torch")] // seeds and threads belong to the process
public sealed class GoldenTransformerTests
{
    private const float Tolerance = 1e-5f;

    public static TheoryData<string> Folders => [.. Lent.Golden("transformer")];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_block_computes_what_a_torch_encoder_layer_computes(string folder)
    {
        using var scope = torch.NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(folder, "encoder_layer.safetensors"));
        var settings = Settings(folder).GetProperty("encoder_layer");
        foreach (var kind in new[] { "post_ln_gelu", "pre_ln_gelu" })
        {
            var block = new TransformerBlock(new BlockShape(
                settings.GetProperty("d_model").GetInt32(), settings.GetProperty("heads").GetInt32(), settings.GetProperty("ff").GetInt32(), 0, 0, kind == "pre_ln_gelu")
            {
                NormEps = settings.GetProperty("layer_norm_eps").GetDouble(),
            });
            Fill(block, file, new()
            {
                ["attention_in.weight"] = $"{kind}.self_attn.in_proj_weight",
                ["attention_in.bias"] = $"{kind}.self_attn.in_proj_bias",
                ["attention_out.weight"] = $"{kind}.self_attn.out_proj.weight",
                ["attention_out.bias"] = $"{kind}.self_attn.out_proj.bias",
                ["attention_norm.weight"] = $"{kind}.norm1.weight",
                ["attention_norm.bias"] = $"{kind}.norm1.bias",
                ["feed_in.weight"] = $"{kind}.linear1.weight",
                ["feed_in.bias"] = $"{kind}.linear1.bias",
                ["feed_out.weight"] = $"{kind}.linear2.weight",
                ["feed_out.bias"] = $"{kind}.linear2.bias",
                ["feed_norm.weight"] = $"{kind}.norm2.weight",
                ["feed_norm.bias"] = $"{kind}.norm2.bias",
            });
            block.eval();
            using var frozen = torch.no_grad();
            var (x_BSD, keep_BS) = (file.Load("x"), file.Load("keep"));

            var real_BS1 = keep_BS.unsqueeze(-1).to(torch.ScalarType.Float32);
            Near(file.Load($"{kind}.output") * real_BS1, block.call(x_BSD, Attention.Bias(keep_BS)) * real_BS1);
            var rows_T = keep_BS.flatten().nonzero().view(-1);
            var offsets = torch.cat([torch.zeros([1], torch.ScalarType.Int64), keep_BS.sum(1).cumsum(0)], 0);
            var packed_TD = block.forward(x_BSD.flatten(0, 1).index_select(0, rows_T), new PackedSequences(offsets, IsCausal: false));
            Near(file.Load($"{kind}.output").flatten(0, 1).index_select(0, rows_T), packed_TD);
            Near(file.Load($"{kind}.output_causal_no_padding"), block.call(x_BSD, Attention.Causal(x_BSD.size(1), torch.CPU)));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void InfoNce_and_its_gradients_are_torchs(string folder)
    {
        using var scope = torch.NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(folder, "infonce.safetensors"));
        var a_ND = file.Load("a").requires_grad_();
        var b_ND = file.Load("b").requires_grad_();
        var logScale = file.Load("log_scale").requires_grad_();

        var loss = FlareObjective.InfoNce(a_ND, b_ND, logScale.exp());
        loss.backward();

        Assert.Equal(Settings(folder).GetProperty("infonce").GetProperty("loss").GetDouble(), loss.item<float>(), Tolerance);
        Near(file.Load("grad.a"), a_ND.grad!);
        Near(file.Load("grad.b"), b_ND.grad!);
        Near(file.Load("grad.log_scale"), logScale.grad!);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void The_resampler_and_its_gradients_are_torchs(string folder)
    {
        using var scope = torch.NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(folder, "resampler.safetensors"));
        var settings = Settings(folder).GetProperty("resampler");
        var depth = settings.GetProperty("depth").GetInt32();
        var resampler = new PerceiverResampler(settings.GetProperty("d").GetInt32(), new PerceiverConfig
        {
            Depth = depth,
            Heads = settings.GetProperty("heads").GetInt32(),
            HeadWidth = settings.GetProperty("dh").GetInt32(),
            Latents = settings.GetProperty("n").GetInt32(),
            FeedForwardMultiple = 4,
        });
        var names = ResamplerNames(depth);
        Fill(resampler, file, names);
        var x_NTD = file.Load("x").requires_grad_();

        var output = resampler.call(x_NTD, file.Load("keep"));
        (output * file.Load("cotangent")).sum().backward();

        Near(file.Load("output"), output);
        Near(file.Load("grad.x"), x_NTD.grad!);
        foreach (var (own, theirs) in names.Where(pair => file.Entries.ContainsKey(Gradient(pair.Value))))
        {
            var expected = file.Load(Gradient(theirs));
            Near(expected, resampler.get_parameter(own)!.grad!, Math.Max(1, expected.abs().max().item<float>()));
        }
    }

    private static string Gradient(string weight) => "grad." + weight["weights.".Length..];

    private static Dictionary<string, string> ResamplerNames(int depth)
    {
        var names = new Dictionary<string, string> { ["latents"] = "weights.latents", ["norm.weight"] = "weights.norm.weight", ["norm.bias"] = "weights.norm.bias" };
        for (var layer = 0; layer < depth; layer++)
        {
            foreach (var (own, theirs) in new[]
            {
                ("input_norm.weight", "attn.norm_x.weight"), ("input_norm.bias", "attn.norm_x.bias"),
                ("latent_norm.weight", "attn.norm_latents.weight"), ("latent_norm.bias", "attn.norm_latents.bias"),
                ("to_q.weight", "attn.to_q.weight"), ("to_kv.weight", "attn.to_kv.weight"), ("to_out.weight", "attn.to_out.weight"),
                ("feed_norm.weight", "ff.norm.weight"), ("feed_norm.bias", "ff.norm.bias"),
                ("feed_in.weight", "ff.up.weight"), ("feed_out.weight", "ff.down.weight"),
            })
            {
                names.Add($"layers.{layer}.{own}", $"weights.layers.{layer}.{theirs}");
            }
        }

        return names;
    }

    private static void Fill(torch.nn.Module module, SafetensorsFile file, Dictionary<string, string> names)
    {
        using var frozen = torch.no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            using var value = file.Load(names[name]);
            parameter.copy_(value);
        }
    }

    private static JsonElement Settings(string folder) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement;

    /// <param name="scale">Gradients of float32 sums are compared by their largest entry where that is above 1.</param>
    private static void Near(torch.Tensor expected, torch.Tensor found, float scale = 1)
    {
        Assert.Equal(expected.shape, found.shape);
        var difference = (expected - found).abs().max().item<float>();
        Assert.True(difference <= Tolerance * scale, $"largest difference {difference}");
    }
}
