using Regen.Core.Domain;
using Regen.Core.Models.Encoders.Packed;
using Regen.Core.Text;
using static TorchSharp.torch;

namespace Regen.Core.Models.Encoders.Bert;

/// <summary>A published BERT sentence encoder, such as all-MiniLM-L6-v2, read from its folder.</summary>
/// <remarks>Source: Reimers and Gurevych 2019, arXiv:1908.10084 (mean over all tokens, then length 1); Wang et al. 2020, arXiv:2002.10957 (MiniLM).</remarks>
public sealed class BertEncoder : ITextEncoder
{
    private const string Algorithm = "bert text encoder 1";

    private static readonly string[] Files = ["tokenizer.json", "vocab.txt", "tokenizer_config.json"];

    private readonly WordPieceTokenizer tokenizer;
    private readonly BertConfig config;
    private readonly PackedEncoding encoding;

    private BertEncoder(string name, string folder, Device device, ScalarType precision, int? batchTokens, int withoutTop)
    {
        Name = name;
        config = BertConfig.Read(Path.Combine(folder, "config.json"));
        tokenizer = WordPieceTokenizer.Open(folder);
        if (tokenizer.VocabularySize > config.Vocabulary)
        {
            throw new RegenException(
                $"the tokenizer has ids up to {tokenizer.VocabularySize - 1}, the model {config.Vocabulary} embeddings", tokenizer.Settings.Source, "use the files of one model");
        }

        BertTopLayers.RequireIn(config, withoutTop, folder);
        using var scope = NewDisposeScope();
        using var weights = EncoderWeights.Open(EncoderWeights.PathIn(folder));
        var tensors = weights.Read(BertParameters.Of(config), BertParameters.Unused.Contains);
        encoding = new PackedEncoding(new BertModel(config with { Layers = config.Layers - withoutTop }, tensors, device, precision), device, batchTokens);
        Fingerprint = FileFingerprint.Of(
            $"{Algorithm} {precision}{(withoutTop > 0 ? $" without {withoutTop}" : "")}", [Path.Combine(folder, "config.json"), .. weights.Files, .. Files.Select(file => Path.Combine(folder, file))]);
    }

    public string Name { get; }

    public string Fingerprint { get; }

    public int Width => config.Width;

    /// <param name="name">What experiment files call it.</param>
    /// <param name="folder">Holds config.json, model.safetensors (float32, float16 or bfloat16) and the tokenizer.</param>
    /// <param name="device">Where to compute; the processor if null.</param>
    /// <param name="precision">What to compute in: Float32, or BFloat16 for speed at about three digits.</param>
    /// <param name="batchTokens">Tokens that one batch may hold; what suits the device if null.</param>
    /// <param name="withoutTop">Last layers that are left out.</param>
    /// <exception cref="RegenException">A file is missing, broken, or does not fit the others; all tensors that do not fit are named.</exception>
    public static BertEncoder Open(
        string name, string folder, Device? device = null, ScalarType precision = ScalarType.Float32, int? batchTokens = null, int withoutTop = 0) =>
        new(name, folder, device ?? CPU, precision, batchTokens, withoutTop);

    public int Workers => encoding.Workers;

    public EncodedTexts Encode(IReadOnlyList<string> texts, TextForm form, CancellationToken stop = default) => Prepare(texts, form)(stop);

    public Func<CancellationToken, EncodedTexts> Prepare(IReadOnlyList<string> texts, TextForm form)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(form.MaxTokens, config.Positions);
        var ids = new int[texts.Count][];
        Parallel.For(0, texts.Count, i => ids[i] = tokenizer.Encode(texts[i], form.MaxTokens).Ids);
        return stop => encoding.Run(ids, form, stop);
    }

    public void Dispose() => encoding.Dispose();
}
