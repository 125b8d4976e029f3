using Regen.Core.Domain;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Encoders.Bert;
using Regen.Core.Tests.Storage;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Core.Tests.Models.Encoders;

[Collection("torch")] // seeds and threads belong to the process
public sealed class BertEncoderTests
{
    private static readonly TextForm Tokens = TextForm.Parse("tokens", 1, 16);

    // First and last token's states by torch.nn.TransformerEncoderLayer (PyTorch 1.13, float64, gelu, norm_first=False, eps 1e-12) over the
    // summed embeddings of the same weights, run with python3-torch.
    private static readonly float[] PensRedFirst = [0.771414f, -0.728542f, -0.672874f, 0.587826f, 1.647319f, -0.361388f, -1.801809f, 0.39344f];
    private static readonly float[] PensRedLast = [0.450241f, -0.842105f, -0.262582f, 0.983978f, 0.882584f, -1.219835f, -1.836066f, 1.314904f];
    private static readonly float[] BlueFirst = [-1.155956f, -0.522898f, 0.174669f, 0.210353f, -0.875534f, -0.983404f, 1.665042f, 2.516641f];
    private static readonly float[] BlueLast = [-0.410847f, -0.843674f, 0.075749f, 0.880749f, -0.070484f, -1.632148f, -0.451813f, 2.545871f];

    [Fact]
    public void Token_states_are_those_of_PyTorchs_encoder_layers_with_and_without_padding()
    {
        using var tiny = new TinyBert();
        using var encoder = BertEncoder.Open("tiny", tiny.Folder);
        var texts = encoder.Encode(["blue", "Pens RED"], Tokens); // one batch: "blue" is padded

        Assert.Equal((3, 5), (texts.RowCount(0), texts.RowCount(1)));
        Near(BlueFirst, texts.RowsOf(0)[..8]);
        Near(BlueLast, texts.RowsOf(0)[^8..]);
        Near(PensRedFirst, texts.RowsOf(1)[..8]);
        Near(PensRedLast, texts.RowsOf(1)[^8..]);
        Near(BlueFirst, encoder.Encode(["blue"], Tokens).RowsOf(0)[..8]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void The_size_of_a_batch_changes_nothing_but_speed(int batchTokens)
    {
        using var tiny = new TinyBert();
        using var whole = BertEncoder.Open("tiny", tiny.Folder);
        using var cut = BertEncoder.Open("tiny", tiny.Folder, batchTokens: batchTokens);
        string[] texts = ["red", "gel pens", "", "blue red gel box.", "pen pen pen", "red"];
        var (a, b) = (whole.Encode(texts, Tokens), cut.Encode(texts, Tokens));
        Near(a.Values.ToArray(), b.Values);
        Near(a.RowsOf(0).ToArray(), a.RowsOf(5), 1e-5f); // equal texts at other places of a batch: a product's last rows may be rounded otherwise
    }

    [Fact]
    public void Half_precision_checkpoints_are_read_and_give_other_fingerprints()
    {
        using var full = new TinyBert();
        using var half = new TinyBert(weights => Replace(weights, ScalarType.Float16));
        using var brain = new TinyBert(weights => Replace(weights, ScalarType.BFloat16));
        using var a = BertEncoder.Open("tiny", full.Folder);
        using var b = BertEncoder.Open("tiny", half.Folder);
        using var c = BertEncoder.Open("tiny", brain.Folder);
        Near(a.Encode(["pens red"], Tokens).Values.ToArray(), b.Encode(["pens red"], Tokens).Values, 5e-3f);
        Near(a.Encode(["pens red"], Tokens).Values.ToArray(), c.Encode(["pens red"], Tokens).Values, 5e-2f);
        Assert.Equal(3, new[] { a.Fingerprint, b.Fingerprint, c.Fingerprint }.Distinct().Count());
    }

    [Fact]
    public void Tensors_that_do_not_fit_are_named_all_at_once_with_both_shapes()
    {
        using var tiny = new TinyBert(weights =>
        {
            weights.Remove("encoder.layer.1.output.dense.bias");
            weights["encoder.layer.0.intermediate.dense.weight"] = zeros(16, 9);
            weights["cls.predictions.bias"] = zeros(12);
            weights["embeddings.LayerNorm.bias"] = zeros([8], ScalarType.Int64);
            weights["pooler.dense.bias"] = zeros(8); // published files carry it
        });
        var error = Assert.Throws<RegenException>(() => BertEncoder.Open("tiny", tiny.Folder));
        Assert.Equal(tiny.WeightsFile, error.Where);
        Assert.Contains("encoder.layer.1.output.dense.bias is missing", error.What, StringComparison.Ordinal);
        Assert.Contains("encoder.layer.0.intermediate.dense.weight is [16, 9] and should be [16, 8]", error.What, StringComparison.Ordinal);
        Assert.Contains("cls.predictions.bias is unexpected", error.What, StringComparison.Ordinal);
        Assert.Contains("embeddings.LayerNorm.bias is Int64, not a float", error.What, StringComparison.Ordinal);
        Assert.DoesNotContain("pooler", error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Weights_that_are_not_finite_are_refused_by_name(float value)
    {
        using var tiny = new TinyBert(weights => weights["encoder.layer.0.attention.self.key.bias"][3] = tensor(value));
        var error = Assert.Throws<RegenException>(() => BertEncoder.Open("tiny", tiny.Folder));
        Assert.Contains("not finite: encoder.layer.0.attention.self.key.bias", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_checkpoint_is_refused_with_its_file()
    {
        using var tiny = new TinyBert();
        File.WriteAllBytes(tiny.WeightsFile, File.ReadAllBytes(tiny.WeightsFile)[..^100]);
        var error = Assert.Throws<RegenException>(() => BertEncoder.Open("tiny", tiny.Folder));
        Assert.Equal(tiny.WeightsFile, error.Where);
        Assert.StartsWith("the weights cannot be read", error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"gelu\"", "\"relu\"", "hidden_act is 'relu'")]
    [InlineData("\"bert\"", "\"roberta\"", "model_type is 'roberta'")]
    [InlineData("\"num_attention_heads\": 2", "\"num_attention_heads\": 3", "sizes that no BERT can have")]
    [InlineData("\"vocab_size\": 12,", "", "not a BERT configuration")]
    [InlineData("\"vocab_size\": 12", "\"vocab_size\": 11", "the tokenizer has ids up to 11, the model 11 embeddings")]
    public void A_configuration_of_another_architecture_is_refused(string from, string to, string what)
    {
        using var tiny = new TinyBert();
        File.WriteAllText(tiny.ConfigFile, TinyBert.Config.Replace(from, to, StringComparison.Ordinal));
        var error = Assert.Throws<RegenException>(() => BertEncoder.Open("tiny", tiny.Folder));
        Assert.StartsWith(what, error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void More_tokens_than_positions_are_refused()
    {
        using var tiny = new TinyBert();
        using var encoder = BertEncoder.Open("tiny", tiny.Folder);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Encode(["red"], TextForm.Parse("mean", 1, 17)));
    }

    [Fact]
    public void Encoding_and_closing_leave_no_tensor_behind()
    {
        using var tiny = new TinyBert();
        var before = LiveTensors.Settled();
        using (var encoder = BertEncoder.Open("tiny", tiny.Folder))
        {
            var open = Tensor.TotalCount;
            encoder.Encode(["red", "gel pens blue"], Tokens);
            Assert.Equal(open, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void The_catalogue_says_what_is_missing_where_it_looked_and_what_needs_nothing()
    {
        using var empty = new TempFolder();
        var error = Assert.Throws<RegenException>(() => EncoderCatalogue.Open("minilm", empty.Path));
        Assert.Equal(Path.Combine(empty.Path, "all-MiniLM-L6-v2"), error.Where);
        Assert.Contains("model.safetensors", error.What, StringComparison.Ordinal);
        Assert.Contains("sentence-transformers/all-MiniLM-L6-v2", error.Fix, StringComparison.Ordinal);
        Assert.Contains("'hashed', which needs no files", error.Fix, StringComparison.Ordinal);
        Assert.Equal([("minilm", false), ("t5", false), ("mt5", false), ("hashed", true)], EncoderCatalogue.List(empty.Path).Select(entry => (entry.Name, entry.IsFound)));
    }

    [Fact]
    public void An_unknown_encoder_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<RegenException>(() => EncoderCatalogue.Open("bart"));
        Assert.Contains("minilm, t5, mt5, hashed", error.Fix, StringComparison.Ordinal);
    }

    private static void Replace(Dictionary<string, Tensor> weights, ScalarType type)
    {
        foreach (var name in weights.Keys.ToList())
        {
            weights[name] = weights[name].to(type);
        }
    }

    private static void Near(float[] expected, ReadOnlySpan<float> found, float tolerance = 2e-5f)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], tolerance);
        }
    }
}
