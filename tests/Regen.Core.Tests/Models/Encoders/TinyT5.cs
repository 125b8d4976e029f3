using System.Text.Json;
using Regen.Core.Models.Encoders.T5;
using Regen.Core.Tests.Storage;
using Regen.Tests;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

namespace Regen.Core.Tests.Models.Encoders;

/// <summary>An mT5 of a few thousand numbers with a real tokenizer, in a folder below a folder of models.</summary>
internal sealed class TinyT5 : IDisposable
{
    private readonly TempFolder folder = new();

    /// <param name="folderName">Folder of the model below <see cref="Models"/>.</param>
    /// <param name="change">May change, add or take away tensors before they are written.</param>
    public TinyT5(string folderName = "mt5-base", Action<Dictionary<string, Tensor>>? change = null)
    {
        Folder = Directory.CreateDirectory(folder.File(folderName)).FullName;
        File.WriteAllText(Path.Combine(Folder, "config.json"), JsonSerializer.Serialize(Config));
        File.Copy(Repository.Path("tests/golden/tokenizers/unigram_t5.model"), Path.Combine(Folder, "spiece.model"));
        using var scope = NewDisposeScope();
        var weights = new Dictionary<string, Tensor>();
        foreach (var (name, shape) in T5Parameters.Of(T5Config.Read(Path.Combine(Folder, "config.json")), T5Parameters.Shared))
        {
            var count = shape.Aggregate(1L, (product, size) => product * size);
            var number = weights.Count;
            weights[name] = tensor(Enumerable.Range(0, (int)count).Select(i => (float)Math.Sin((0.7 * i) + number)).ToArray(), shape);
        }

        change?.Invoke(weights);
        Safetensors.SaveStateDict(Path.Combine(Folder, "model.safetensors"), weights);
    }

    public static Dictionary<string, object> Config { get; } = new()
    {
        ["model_type"] = "mt5",
        ["d_model"] = 8,
        ["d_kv"] = 3,
        ["d_ff"] = 12,
        ["num_layers"] = 2,
        ["num_heads"] = 2,
        ["vocab_size"] = 4010,
        ["feed_forward_proj"] = "gated-gelu",
    };

    /// <summary>The folder of all models.</summary>
    public string Models => folder.Path;

    /// <summary>The model's own folder.</summary>
    public string Folder { get; }

    public void Dispose() => folder.Dispose();
}
