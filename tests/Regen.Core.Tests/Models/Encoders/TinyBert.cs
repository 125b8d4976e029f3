using Regen.Core.Models.Encoders.Bert;
using Regen.Core.Tests.Storage;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

namespace Regen.Core.Tests.Models.Encoders;

/// <summary>A BERT of a few hundred numbers in a folder of its own, like a published one in every other way.</summary>
internal sealed class TinyBert : IDisposable
{
    private readonly TempFolder folder = new();

    /// <param name="change">May change, add or take away tensors before they are written.</param>
    public TinyBert(Action<Dictionary<string, Tensor>>? change = null)
    {
        File.WriteAllText(folder.File("config.json"), Config);
        File.WriteAllText(folder.File("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\npen\n##s\nred\nblue\ngel\nbox\n.\n");
        File.WriteAllText(folder.File("tokenizer_config.json"), """{"do_lower_case": true}""");
        using var scope = NewDisposeScope();
        var weights = Weights();
        change?.Invoke(weights);
        Safetensors.SaveStateDict(WeightsFile, weights);
    }

    public const string Config =
        """
        {
          "model_type": "bert", "hidden_act": "gelu", "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2,
          "intermediate_size": 16, "vocab_size": 12, "max_position_embeddings": 16, "type_vocab_size": 2, "layer_norm_eps": 1e-12
        }
        """;

    public string Folder => folder.Path;

    public string ConfigFile => folder.File("config.json");

    public string WeightsFile => folder.File("model.safetensors");

    public void Dispose() => folder.Dispose();

    /// <summary>Element i of tensor p is sin(0.7 i + p) / 2, and 1 more in the weights of norms.</summary>
    private Dictionary<string, Tensor> Weights()
    {
        var weights = new Dictionary<string, Tensor>();
        foreach (var (name, shape) in BertParameters.Of(BertConfig.Read(ConfigFile)))
        {
            var count = shape.Aggregate(1L, (product, size) => product * size);
            var number = weights.Count;
            var one = name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1f : 0f;
            var values = Enumerable.Range(0, (int)count).Select(i => (float)(0.5 * Math.Sin((0.7 * i) + number)) + one).ToArray();
            weights[name] = tensor(values, shape);
        }

        return weights;
    }
}
