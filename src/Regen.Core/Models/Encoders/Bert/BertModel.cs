using Regen.Core.Models.Encoders.Packed;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Encoders.Bert;

// Shape letters: N tokens of all texts of a batch, T places, D model width, V vocabulary.

/// <summary>BERT's encoder stack, frozen: learned positions, blocks normed after each residual sum, exact GELU.</summary>
/// <remarks>Source: Devlin et al. 2019, arXiv:1810.04805. Inference only: weights are plain tensors and know no gradient.</remarks>
internal sealed class BertModel : IPackedModel
{
    private readonly BertConfig config;
    private readonly Projection[] projections; // four per layer: query, key and value stacked; attention out; feed-forward in and out
    private readonly Norm[] norms; // the embeddings', then two per layer
    private readonly Tensor words_VD;
    private readonly Tensor positions_TD; // the first token type's embedding is added in: a single text has no other

    /// <param name="config">Sizes.</param>
    /// <param name="weights">Every tensor of <see cref="BertParameters.Of"/>; the model copies what it needs.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="precision">Float32, or BFloat16 for speed.</param>
    public BertModel(BertConfig config, IReadOnlyDictionary<string, Tensor> weights, Device device, ScalarType precision)
    {
        this.config = config;
        using var gradless = no_grad();
        using var scope = NewDisposeScope();
        words_VD = Place(weights["embeddings.word_embeddings.weight"]);
        var firstType_D = weights["embeddings.token_type_embeddings.weight"].to(ScalarType.Float32).select(0, 0);
        positions_TD = Place(weights["embeddings.position_embeddings.weight"].to(ScalarType.Float32) + firstType_D);
        var layers = Enumerable.Range(0, config.Layers).Select(layer => $"encoder.layer.{layer}").ToList();
        norms = [NormAt("embeddings.LayerNorm"), .. layers.SelectMany(at => new[] { NormAt($"{at}.attention.output.LayerNorm"), NormAt($"{at}.output.LayerNorm") })];
        projections = [.. layers.SelectMany(at => new[] { Attention(at), At($"{at}.attention.output.dense"), At($"{at}.intermediate.dense"), At($"{at}.output.dense") })];

        Tensor Place(Tensor weight) => weight.to(precision, device, copy: true).DetachFromDisposeScope();

        Norm NormAt(string at) => new(Place(weights[$"{at}.weight"]), Place(weights[$"{at}.bias"]));

        Projection At(string at) => new(Place(weights[$"{at}.weight"]), Place(weights[$"{at}.bias"]));

        Projection Attention(string at) => new(Place(Stack(at, "weight")), Place(Stack(at, "bias")));

        // The queries' share is scaled here, once, by what the scores would be divided by for every batch.
        Tensor Stack(string at, string kind) => cat([.. new[] { "query", "key", "value" }.Select(part => Part($"{at}.attention.self.{part}.{kind}", part == "query"))], 0);

        Tensor Part(string name, bool isQuery) => isQuery ? weights[name] / Math.Sqrt(config.Width / config.Heads) : weights[name];
    }

    public int Width => config.Width;

    public Tensor Forward(Tensor ids_N, IReadOnlyList<LengthRun> runs)
    {
        using var scope = NewDisposeScope();
        var states_ND = words_VD.index_select(0, ids_N).add_(positions_TD.index_select(0, Places(runs)));
        states_ND = norms[0].Apply(states_ND, config);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            states_ND = Block(layer, states_ND, runs);
        }

        return states_ND.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        words_VD.Dispose();
        positions_TD.Dispose();
        foreach (var norm in norms)
        {
            norm.Weight.Dispose();
            norm.Bias.Dispose();
        }

        foreach (var projection in projections)
        {
            projection.Weight.Dispose();
            projection.Bias.Dispose();
        }
    }

    /// <summary>The place of every token in its text.</summary>
    private Tensor Places(IReadOnlyList<LengthRun> runs) => tensor(
        [.. runs.SelectMany(run => Enumerable.Repeat(run.Length, run.Texts)).SelectMany(length => Enumerable.Range(0, length)).Select(place => (long)place)],
        device: words_VD.device);

    private Tensor Block(int layer, Tensor states_ND, IReadOnlyList<LengthRun> runs)
    {
        using var scope = NewDisposeScope();
        var at = projections.AsSpan(4 * layer, 4);
        var seen_ND = at[1].Apply(PackedAttention.Run(at[0].Apply(states_ND), runs, config.Heads));
        var mixed_ND = norms[(2 * layer) + 1].Apply(seen_ND.add_(states_ND), config);
        var fed_ND = at[3].Apply(functional.gelu(at[2].Apply(mixed_ND)));
        return norms[(2 * layer) + 2].Apply(fed_ND.add_(mixed_ND), config).MoveToOuterDisposeScope();
    }

    private sealed record Projection(Tensor Weight, Tensor Bias)
    {
        public Tensor Apply(Tensor input) => functional.linear(input, Weight, Bias);
    }

    private sealed record Norm(Tensor Weight, Tensor Bias)
    {
        public Tensor Apply(Tensor input, BertConfig config) => functional.layer_norm(input, [config.Width], Weight, Bias, config.Epsilon);
    }
}
