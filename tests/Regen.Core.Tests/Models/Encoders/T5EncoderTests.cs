using Regen.Core.Domain;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Encoders.Cache;
using Regen.Core.Models.Encoders.T5;
using Regen.Core.Tests.Storage;
using Regen.Core.Text.SentencePiece;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Core.Tests.Models.Encoders;

[Collection("torch")] // seeds and threads belong to the process
public sealed class T5EncoderTests
{
    private static readonly TextForm Tokens = TextForm.Parse("tokens", 1, 16);

    public T5EncoderTests() => Assert.SkipUnless(
        SentencePieceLibrary.Candidates(AppContext.BaseDirectory).Any(File.Exists), "libregen_sentencepiece.so is not built: libsentencepiece-dev was not there");

    [Fact]
    public void A_text_ends_with_the_end_token_also_where_it_is_cut()
    {
        using var tiny = new TinyT5();
        using var encoder = T5Encoder.Open("mt5", tiny.Folder);
        Assert.Equal([1], encoder.Tokens("", 16));
        Assert.Equal([1027, 157, 126, 5, 1723, 59, 1], encoder.Tokens("Hello, world!", 16)); // the golden set's encode_with_bos_eos
        Assert.Equal([1027, 157, 1], encoder.Tokens("Hello, world!", 3));
        var states = encoder.Encode(["", "Hello, world!"], Tokens);
        Assert.Equal((1, 7), (states.RowCount(0), states.RowCount(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(1000)]
    public void The_size_of_a_batch_changes_nothing_but_speed(int batchTokens)
    {
        using var tiny = new TinyT5();
        using var whole = T5Encoder.Open("mt5", tiny.Folder);
        using var cut = T5Encoder.Open("mt5", tiny.Folder, batchTokens: batchTokens);
        string[] texts = ["red", "gel pens", "", "a blue and a red gel pen for the guitar.", "pen pen pen", "red"];
        var (a, b) = (whole.Encode(texts, Tokens), cut.Encode(texts, Tokens));
        for (var i = 0; i < a.Values.Length; i++)
        {
            Assert.Equal(a.Values[i], b.Values[i], 2e-5f);
        }
    }

    [Theory]
    [InlineData("mean", 1)]
    [InlineData("chunks", 3)]
    [InlineData("tokens", 0)]
    public void Every_form_goes_through_the_cache_by_the_name_in_experiment_files(string form, int rows)
    {
        using var tiny = new TinyT5();
        using var folder = new TempFolder();
        using var encoder = EncoderCatalogue.Open("mt5", tiny.Models);
        string[] texts = ["a guitar string", "a very good pen", ""];
        using var vectors = TextVectorCache.OpenOrBuild(
            new CacheRequest { Folder = folder.Path, Encoder = encoder, Texts = texts, Form = form, Chunks = 3, MaxTokens = 16 });
        var direct = encoder.Encode(texts, TextForm.Parse(form, 3, 16));
        for (var text = 0; text < texts.Length; text++)
        {
            Assert.Equal(rows == 0 ? direct.RowCount(text) : rows, vectors.RowCount(text));
            Assert.Equal(direct.RowsOf(text).ToArray(), vectors.RowsOf(text).ToArray().Select(value => (float)value), new Near(2e-3f));
        }
    }

    [Fact]
    public void The_models_folder_may_be_that_of_all_models_or_the_models_own()
    {
        using var tiny = new TinyT5("my-mt5-of-another-size");
        Assert.Throws<RegenException>(() => EncoderCatalogue.Open("mt5", tiny.Models));
        using var own = EncoderCatalogue.Open("mt5", tiny.Folder);
        Assert.Equal(8, own.Width);
        Assert.True(EncoderCatalogue.List(tiny.Folder).Single(entry => entry.Name == "mt5").IsFound);
        var error = Assert.Throws<RegenException>(() => EncoderCatalogue.Open("t5", tiny.Folder)); // that folder is no T5's
        Assert.EndsWith("t5-base", error.Where, StringComparison.Ordinal);
        Assert.Contains("google-t5/t5-base", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_do_not_fit_are_named_all_at_once_and_a_decoder_is_passed_over()
    {
        using var tiny = new TinyT5(change: weights =>
        {
            weights.Remove("encoder.block.1.layer.1.DenseReluDense.wi_1.weight");
            weights["encoder.block.0.layer.0.SelfAttention.q.weight"] = zeros(8, 8);
            weights["decoder.final_layer_norm.weight"] = zeros(8);
            weights["classifier.weight"] = zeros(8);
        });
        var error = Assert.Throws<RegenException>(() => T5Encoder.Open("mt5", tiny.Folder));
        Assert.Contains("encoder.block.1.layer.1.DenseReluDense.wi_1.weight is missing", error.What, StringComparison.Ordinal);
        Assert.Contains("SelfAttention.q.weight is [8, 8] and should be [6, 8]", error.What, StringComparison.Ordinal);
        Assert.Contains("classifier.weight is unexpected", error.What, StringComparison.Ordinal);
        Assert.DoesNotContain("decoder", error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"mt5\"", "\"umt5\"", "model_type is 'umt5'; only 't5' and 'mt5' are supported")]
    [InlineData("\"gated-gelu\"", "\"gated-silu\"", "feed_forward_proj is 'gated-silu'")]
    [InlineData("\"num_heads\":2", "\"num_heads\":0", "sizes that no T5 can have")]
    [InlineData("\"d_kv\":3,", "", "not a T5 configuration")]
    [InlineData("\"vocab_size\":4010", "\"vocab_size\":3000", "the tokenizer has ids up to 3999, the model 3000 embeddings")]
    public void A_configuration_of_another_architecture_is_refused(string from, string to, string what)
    {
        using var tiny = new TinyT5();
        var config = Path.Combine(tiny.Folder, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace(from, to, StringComparison.Ordinal));
        var error = Assert.Throws<RegenException>(() => T5Encoder.Open("mt5", tiny.Folder));
        Assert.StartsWith(what, error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_in_pickle_only_are_told_from_none()
    {
        using var tiny = new TinyT5();
        File.Move(Path.Combine(tiny.Folder, "model.safetensors"), Path.Combine(tiny.Folder, "pytorch_model.bin"));
        var error = Assert.Throws<RegenException>(() => EncoderCatalogue.Open("mt5", tiny.Models));
        Assert.Contains("pytorch_model.bin", error.What, StringComparison.Ordinal);
        Assert.Contains("google/mt5-base", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Bfloat16_is_near_float32_and_has_another_fingerprint()
    {
        using var tiny = new TinyT5();
        using var exact = EncoderCatalogue.Open("mt5", tiny.Models);
        using var fast = EncoderCatalogue.Open("mt5", tiny.Models, null, ScalarType.BFloat16);
        var form = TextForm.Parse("mean", 1, 16);
        string[] texts = ["a guitar string", "a very good pen"];
        var (a, b) = (exact.Encode(texts, form), fast.Encode(texts, form));
        Assert.True(System.Numerics.Tensors.TensorPrimitives.Dot(a.RowsOf(0), b.RowsOf(0)) > 0.98f);
        Assert.NotEqual(exact.Fingerprint, fast.Fingerprint);
    }

    [Fact]
    public void Encoding_and_closing_leave_no_tensor_behind()
    {
        using var tiny = new TinyT5();
        var before = LiveTensors.Settled();
        using (var encoder = T5Encoder.Open("mt5", tiny.Folder))
        {
            var open = Tensor.TotalCount;
            encoder.Encode(["red", "gel pens blue"], Tokens);
            Assert.Equal(open, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    private sealed class Near(float tolerance) : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(float value) => 0;
    }
}
