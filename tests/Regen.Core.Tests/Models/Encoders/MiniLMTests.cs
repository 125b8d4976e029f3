using System.Text.Json;
using Regen.Core.Models.Encoders;
using Regen.Tests;
using TorchSharp.PyBridge;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Core.Tests.Models.Encoders;

/// <summary>The real sentence encoder against sentence-transformers' numbers; tolerance 2e-5 by golden/README.md of the set.</summary>
[Collection("torch")] // seeds and threads belong to the process
public sealed class MiniLMTests
{
    private const double Tolerance = 2e-5;

    [Fact]
    public void Embeddings_states_and_cosines_are_those_of_sentence_transformers()
    {
        var folder = Folder();
        using var scope = NewDisposeScope();
        using var encoder = EncoderCatalogue.Open("minilm", Models());
        var expected = Safetensors.LoadStateDict(Path.Combine(folder, "expected.safetensors"));
        var texts = Texts(folder);

        var means = encoder.Encode(texts, TextForm.Parse("mean", 1, 256));
        Near(expected["embeddings"], means.Values);

        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        foreach (var text in settings.RootElement.GetProperty("last_hidden_state_of_texts").EnumerateArray().Select(number => number.GetInt32()))
        {
            var states = encoder.Encode([texts[text]], TextForm.Parse("tokens", 1, 256));
            Near(expected[$"last_hidden_state.{text}"], states.RowsOf(0));
        }

        var chosen = settings.RootElement.GetProperty("cosine_of_texts").EnumerateArray().Select(number => number.GetInt32()).ToList();
        var cosines = chosen.SelectMany(a => chosen.Select(b => Dot(means.RowsOf(a), means.RowsOf(b)))).ToArray();
        Near(expected["cosine"], cosines);
    }

    [Fact]
    public void A_text_has_the_same_vector_alone_and_in_company_and_bfloat16_is_near()
    {
        var folder = Folder();
        var texts = Texts(folder);
        using var encoder = EncoderCatalogue.Open("minilm", Models());
        using var fast = EncoderCatalogue.Open("minilm", Models(), null, ScalarType.BFloat16);
        var form = TextForm.Parse("mean", 1, 64);
        var together = encoder.Encode(texts, form);
        var near = fast.Encode(texts, form);
        for (var text = 0; text < texts.Count; text += 7)
        {
            var alone = encoder.Encode([texts[text]], form);
            Assert.True(Dot(alone.RowsOf(0), together.RowsOf(text)) > 1 - 1e-6);
            Assert.True(Dot(near.RowsOf(text), together.RowsOf(text)) > 0.995);
        }

        Assert.NotEqual(encoder.Fingerprint, fast.Fingerprint);
    }

    [Fact]
    public void Chunks_are_means_over_runs_of_the_token_states()
    {
        using var encoder = EncoderCatalogue.Open("minilm", Models());
        string[] text = ["Gel pen, 0.5 mm, blue"];
        var states = encoder.Encode(text, TextForm.Parse("tokens", 1, 64));
        var chunks = encoder.Encode(text, TextForm.Parse("chunks", 3, 64));
        for (var chunk = 0; chunk < 3; chunk++)
        {
            var (start, end) = TextForm.RunOf(chunk, 3, states.RowCount(0));
            for (var feature = 0; feature < encoder.Width; feature++)
            {
                var mean = 0.0;
                for (var row = start; row < end; row++)
                {
                    mean += states.RowsOf(0)[(row * encoder.Width) + feature] / (end - start);
                }

                Assert.Equal(mean, chunks.RowsOf(0)[(chunk * encoder.Width) + feature], 1e-5);
            }
        }
    }

    [Fact]
    public void Encoding_leaves_no_tensor_behind()
    {
        using var encoder = EncoderCatalogue.Open("minilm", Models());
        var form = TextForm.Parse("mean", 1, 64);
        encoder.Encode(["one", "two and three"], form);
        var before = LiveTensors.Settled();
        encoder.Encode(["one", "two and three"], form);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static string Models() => Path.GetDirectoryName(Lent.Models("all-MiniLM-L6-v2"))!;

    private static string Folder()
    {
        var folder = Lent.Golden("minilm").LastOrDefault();
        Assert.SkipWhen(folder is null, "REGEN_GOLDEN has no minilm");
        return folder!;
    }

    private static List<string> Texts(string folder) =>
    [
        .. File.ReadAllText(Path.Combine(folder, "texts.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!),
    ];

    private static void Near(Tensor expected, ReadOnlySpan<float> found)
    {
        var numbers = expected.data<float>().ToArray();
        Assert.Equal(numbers.Length, found.Length);
        var worst = 0.0;
        for (var i = 0; i < numbers.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(numbers[i] - found[i]));
        }

        Assert.True(worst <= Tolerance, $"the largest difference is {worst:E2}");
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);
}
