using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Regen.Core.Domain;
using Regen.Core.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Regen.Core.Models.Encoders.Bert;

/// <summary>A published BERT sentence encoder, such as all-MiniLM-L6-v2, read from its folder.</summary>
/// <remarks>Source: Reimers and Gurevych 2019, arXiv:1908.10084 (mean over all tokens, then length 1); Wang et al. 2020, arXiv:2002.10957 (MiniLM).</remarks>
public sealed class BertEncoder : ITextEncoder
{
    private const string Algorithm = "bert text encoder 1";
    private const int CacheSizedBatch = 1024; // tokens whose states stay in a processor's caches
    private const int AcceleratorBatch = 65536;

    private static readonly string[] Files = ["config.json", BertWeights.FileName, "tokenizer.json", "vocab.txt", "tokenizer_config.json"];

    private readonly WordPieceTokenizer tokenizer;
    private readonly BertConfig config;
    private readonly BertModel model;
    private readonly Device device;
    private readonly int batchTokens;

    private BertEncoder(string name, string folder, Device device, ScalarType precision, int batchTokens)
    {
        Name = name;
        this.device = device;
        this.batchTokens = batchTokens;
        config = BertConfig.Read(Path.Combine(folder, "config.json"));
        tokenizer = WordPieceTokenizer.Open(folder);
        if (tokenizer.VocabularySize > config.Vocabulary)
        {
            throw new RegenException(
                $"the tokenizer has ids up to {tokenizer.VocabularySize - 1}, the model {config.Vocabulary} embeddings", tokenizer.Settings.Source, "use the files of one model");
        }

        using var scope = NewDisposeScope();
        model = new BertModel(config, BertWeights.Read(Path.Combine(folder, BertWeights.FileName), config), device, precision);
        Fingerprint = FingerprintOf(folder, precision);
    }

    private delegate Span<float> RowsOf(int text);

    public string Name { get; }

    public string Fingerprint { get; }

    public int Width => config.Width;

    /// <param name="name">What experiment files call it.</param>
    /// <param name="folder">Holds config.json, model.safetensors (float32, float16 or bfloat16) and the tokenizer.</param>
    /// <param name="device">Where to compute; the processor if null.</param>
    /// <param name="precision">What to compute in: Float32, or BFloat16 for speed at about three digits.</param>
    /// <param name="batchTokens">Tokens that one batch may hold, padding included; what suits the device if null.</param>
    /// <exception cref="RegenException">A file is missing, broken, or does not fit the others; all tensors that do not fit are named.</exception>
    public static BertEncoder Open(
        string name, string folder, Device? device = null, ScalarType precision = ScalarType.Float32, int? batchTokens = null)
    {
        var place = device ?? CPU;
        return new BertEncoder(name, folder, place, precision, batchTokens ?? (place.type == DeviceType.CPU ? CacheSizedBatch : AcceleratorBatch));
    }

    public EncodedTexts Encode(IReadOnlyList<string> texts, TextForm form, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(form.MaxTokens, config.Positions);
        var ids = new int[texts.Count][];
        Parallel.For(0, texts.Count, new ParallelOptions { CancellationToken = stop }, i => ids[i] = tokenizer.Encode(texts[i], form.MaxTokens).Ids);
        var encoded = new EncodedTexts(Width, Array.ConvertAll(ids, text => TextPooling.RowCount(form, text.Length)));
        foreach (var batch in Batches(ids))
        {
            stop.ThrowIfCancellationRequested();
            EncodeBatch(batch, ids, form, encoded.WritableRowsOf);
        }

        return encoded;
    }

    public void Dispose() => model.Dispose();

    /// <summary>Texts of similar length together, the longest first, so that little padding is computed.</summary>
    private IEnumerable<int[]> Batches(int[][] ids)
    {
        var order = Enumerable.Range(0, ids.Length).OrderByDescending(i => ids[i].Length).ToArray(); // stable
        for (var at = 0; at < order.Length;)
        {
            var count = Math.Clamp(batchTokens / ids[order[at]].Length, 1, order.Length - at);
            yield return order[at..(at + count)];
            at += count;
        }
    }

    private void EncodeBatch(int[] batch, int[][] ids, TextForm form, RowsOf rowsOf)
    {
        var tokens = ids[batch[0]].Length;
        var padded = new long[batch.Length * tokens];
        var keep = new bool[padded.Length];
        for (var row = 0; row < batch.Length; row++)
        {
            var text = ids[batch[row]];
            for (var at = 0; at < text.Length; at++)
            {
                padded[(row * tokens) + at] = text[at];
                keep[(row * tokens) + at] = true;
            }
        }

        using var gradless = no_grad();
        using var scope = NewDisposeScope();
        var ids_BT = tensor(padded, [batch.Length, tokens], device: device);
        var keep_BT = Array.IndexOf(keep, false) < 0 ? null : tensor(keep, [batch.Length, tokens], device: device);
        var states_BTD = model.Forward(ids_BT, keep_BT).to(ScalarType.Float32).cpu().contiguous();
        var states = MemoryMarshal.Cast<byte, float>(states_BTD.bytes);
        for (var row = 0; row < batch.Length; row++)
        {
            var length = ids[batch[row]].Length;
            TextPooling.Pool(states.Slice(row * tokens * Width, length * Width), Width, form, rowsOf(batch[row]));
        }
    }

    private static string FingerprintOf(string folder, ScalarType precision)
    {
        var all = new StringBuilder($"{Algorithm} {precision}");
        foreach (var name in Files.Where(name => File.Exists(Path.Combine(folder, name))))
        {
            using var stream = File.OpenRead(Path.Combine(folder, name));
            all.Append('\n').Append(name).Append(' ').Append(Convert.ToHexStringLower(SHA256.HashData(stream)));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }
}
