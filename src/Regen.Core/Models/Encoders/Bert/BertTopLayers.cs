using Regen.Core.Domain;
using static TorchSharp.torch;

namespace Regen.Core.Models.Encoders.Bert;

/// <summary>The last layers of a published BERT as modules that learn.</summary>
internal static class BertTopLayers
{
    /// <param name="folder">As for <see cref="BertEncoder.Open"/>.</param>
    /// <param name="count">How many layers, from the last one down.</param>
    /// <exception cref="RegenException">A file is missing or broken, or the model has fewer layers.</exception>
    public static SentenceReader Read(string folder, int count)
    {
        var config = BertConfig.Read(Path.Combine(folder, "config.json"));
        RequireIn(config, count, folder);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        using var file = EncoderWeights.Open(EncoderWeights.PathIn(folder));
        var weights = file.Read(BertParameters.Of(config), BertParameters.Unused.Contains);
        var reader = new SentenceReader(new SentenceReaderShape(count, config.Width, config.Heads, config.FeedForward, config.Epsilon));
        var own = reader.state_dict();
        for (var layer = 0; layer < count; layer++)
        {
            foreach (var kind in new[] { "weight", "bias" })
            {
                var (at, to) = ($"encoder.layer.{config.Layers - count + layer}", $"layers.{layer}");
                own[$"{to}.attention_in.{kind}"].copy_(cat([.. new[] { "query", "key", "value" }.Select(part => weights[$"{at}.attention.self.{part}.{kind}"])], 0));
                own[$"{to}.attention_out.{kind}"].copy_(weights[$"{at}.attention.output.dense.{kind}"]);
                own[$"{to}.attention_norm.{kind}"].copy_(weights[$"{at}.attention.output.LayerNorm.{kind}"]);
                own[$"{to}.feed_in.{kind}"].copy_(weights[$"{at}.intermediate.dense.{kind}"]);
                own[$"{to}.feed_out.{kind}"].copy_(weights[$"{at}.output.dense.{kind}"]);
                own[$"{to}.feed_norm.{kind}"].copy_(weights[$"{at}.output.LayerNorm.{kind}"]);
            }
        }

        return reader;
    }

    /// <exception cref="RegenException">The model has fewer layers.</exception>
    public static void RequireIn(BertConfig config, int count, string folder)
    {
        if (count > config.Layers)
        {
            throw new RegenException($"the model has {config.Layers} layers, not {count}", folder, "lower model.critique.query.tuned_layers");
        }
    }
}
