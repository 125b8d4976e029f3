using Regen.Core.Domain;
using Regen.Core.Models.Encoders.Packed;
using Regen.Core.Text.SentencePiece;
using static TorchSharp.torch;

namespace Regen.Core.Models.Encoders.T5;

/// <summary>The encoder of a published T5 or mT5, read from its folder. Every text ends with the end token, which counts as one of its tokens.</summary>
/// <remarks>Source: Raffel et al. 2020, arXiv:1910.10683; Xue et al. 2021, arXiv:2010.11934. FLARE reads item texts with mT5 (Hebert et al. 2024, arXiv:2409.11699).</remarks>
public sealed class T5Encoder : ITextEncoder
{
    /// <summary>The tokenizer's file in a model folder.</summary>
    public const string TokenizerFile = "spiece.model";

    private const string Algorithm = "t5 text encoder 1";

    private readonly SentencePieceTokenizer tokenizer;
    private readonly T5Config config;
    private readonly PackedEncoding encoding;

    private T5Encoder(string name, string folder, Device device, ScalarType precision, int? batchTokens)
    {
        Name = name;
        var configFile = Path.Combine(folder, "config.json");
        config = T5Config.Read(configFile);
        tokenizer = SentencePieceTokenizer.Open(Path.Combine(folder, TokenizerFile));
        try
        {
            if (tokenizer.VocabularySize > config.Vocabulary)
            {
                throw new RegenException(
                    $"the tokenizer has ids up to {tokenizer.VocabularySize - 1}, the model {config.Vocabulary} embeddings", tokenizer.Source, "use the files of one model");
            }

            using var scope = NewDisposeScope();
            using var weights = EncoderWeights.Open(EncoderWeights.PathIn(folder));
            encoding = new PackedEncoding(Build(weights, device, precision), device, batchTokens);
            Fingerprint = FileFingerprint.Of($"{Algorithm} {precision}", [configFile, .. weights.Files, tokenizer.Source]);
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }

    public string Name { get; }

    public string Fingerprint { get; }

    public int Width => config.Width;

    public int Workers => encoding.Workers;

    /// <param name="name">What experiment files call it.</param>
    /// <param name="folder">Holds config.json, spiece.model, and model.safetensors or the index of its parts (float32, float16 or bfloat16).</param>
    /// <param name="device">Where to compute; the processor if null.</param>
    /// <param name="precision">What to compute in: Float32, or BFloat16 for speed at about three digits.</param>
    /// <param name="batchTokens">Tokens that one batch may hold; what suits the device if null.</param>
    /// <exception cref="RegenException">A file is missing, broken, or does not fit the others, or libsentencepiece is not installed.</exception>
    public static T5Encoder Open(
        string name, string folder, Device? device = null, ScalarType precision = ScalarType.Float32, int? batchTokens = null) =>
        new(name, folder, device ?? CPU, precision, batchTokens);

    public EncodedTexts Encode(IReadOnlyList<string> texts, TextForm form, CancellationToken stop = default) => Prepare(texts, form)(stop);

    public Func<CancellationToken, EncodedTexts> Prepare(IReadOnlyList<string> texts, TextForm form)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(form);
        var ids = new int[texts.Count][];
        Parallel.For(0, texts.Count, i => ids[i] = Tokens(texts[i], form.MaxTokens));
        return stop => encoding.Run(ids, form, stop);
    }

    public void Dispose()
    {
        encoding.Dispose();
        tokenizer.Dispose();
    }

    /// <summary>Ids as the model reads them: what is beyond the limit is cut off, and the end token comes last all the same.</summary>
    internal int[] Tokens(string text, int maxTokens)
    {
        var pieces = tokenizer.Encode(text);
        return [.. pieces.AsSpan(0, Math.Min(pieces.Length, maxTokens - 1)), config.EndId];
    }

    private T5Model Build(EncoderWeights weights, Device device, ScalarType precision)
    {
        var embeddings = weights.Names.Contains(T5Parameters.Own) && !weights.Names.Contains(T5Parameters.Shared) ? T5Parameters.Own : T5Parameters.Shared;
        var tensors = weights.Read(T5Parameters.Of(config, embeddings), T5Parameters.IsUnused, embeddings);
        return new T5Model(config, tensors, embeddings, device, precision);
    }
}
