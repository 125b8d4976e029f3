namespace Regen.Core.Models.Encoders.T5;

/// <summary>The encoder's part of a published T5 checkpoint (Hugging Face's names).</summary>
internal static class T5Parameters
{
    /// <summary>The embeddings' name in whole models and in encoders alike.</summary>
    public const string Shared = "shared.weight";

    /// <summary>The embeddings' other name, the only one in some files.</summary>
    public const string Own = "encoder.embed_tokens.weight";

    /// <summary>Bias of relative positions: block 0 holds it for all.</summary>
    public const string RelativeBias = "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight";

    /// <param name="config">Sizes.</param>
    /// <param name="embeddings">What the file calls the embeddings.</param>
    public static IReadOnlyList<EncoderParameter> Of(T5Config config, string embeddings) =>
    [
        new(embeddings, [config.Vocabulary, config.Width]),
        new(RelativeBias, [config.Buckets, config.Heads]),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => Layer($"encoder.block.{layer}", config)),
        new("encoder.final_layer_norm.weight", [config.Width]),
    ];

    /// <summary>The decoder's tensors, its head, and a second name of the embeddings.</summary>
    public static bool IsUnused(string name) =>
        name.StartsWith("decoder.", StringComparison.Ordinal) || name is "lm_head.weight" or Shared or Own;

    private static IEnumerable<EncoderParameter> Layer(string at, T5Config config)
    {
        long inner = config.Heads * config.HeadWidth;
        var (attention, feed) = ($"{at}.layer.0.SelfAttention", $"{at}.layer.1.DenseReluDense");
        string[] ways = config.IsGated ? ["wi_0", "wi_1"] : ["wi"];
        return
        [
            new($"{attention}.q.weight", [inner, config.Width]),
            new($"{attention}.k.weight", [inner, config.Width]),
            new($"{attention}.v.weight", [inner, config.Width]),
            new($"{attention}.o.weight", [config.Width, inner]),
            new($"{at}.layer.0.layer_norm.weight", [config.Width]),
            .. ways.Select(way => new EncoderParameter($"{feed}.{way}.weight", [config.FeedForward, config.Width])),
            new($"{feed}.wo.weight", [config.Width, config.FeedForward]),
            new($"{at}.layer.1.layer_norm.weight", [config.Width]),
        ];
    }
}
