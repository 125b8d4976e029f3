namespace Regen.Core.Models.Encoders.Bert;

/// <summary>The parameter map of a published BERT checkpoint (Hugging Face's BertModel).</summary>
internal static class BertParameters
{
    /// <summary>Tensors that checkpoints carry and token states do not need.</summary>
    public static IReadOnlySet<string> Unused { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias",
    };

    public static IReadOnlyList<EncoderParameter> Of(BertConfig config)
    {
        long width = config.Width;
        return
        [
            new("embeddings.word_embeddings.weight", [config.Vocabulary, width]),
            new("embeddings.position_embeddings.weight", [config.Positions, width]),
            new("embeddings.token_type_embeddings.weight", [config.TokenTypes, width]),
            .. Norm("embeddings.LayerNorm", width),
            .. Enumerable.Range(0, config.Layers).SelectMany(layer => Layer($"encoder.layer.{layer}", width, config.FeedForward)),
        ];
    }

    private static IEnumerable<EncoderParameter> Layer(string at, long width, long feedForward) =>
    [
        .. Linear($"{at}.attention.self.query", width, width),
        .. Linear($"{at}.attention.self.key", width, width),
        .. Linear($"{at}.attention.self.value", width, width),
        .. Linear($"{at}.attention.output.dense", width, width),
        .. Norm($"{at}.attention.output.LayerNorm", width),
        .. Linear($"{at}.intermediate.dense", feedForward, width),
        .. Linear($"{at}.output.dense", width, feedForward),
        .. Norm($"{at}.output.LayerNorm", width),
    ];

    private static EncoderParameter[] Linear(string at, long rows, long columns) => [new($"{at}.weight", [rows, columns]), new($"{at}.bias", [rows])];

    private static EncoderParameter[] Norm(string at, long width) => [new($"{at}.weight", [width]), new($"{at}.bias", [width])];
}
