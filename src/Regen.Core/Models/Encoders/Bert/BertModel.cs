using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Encoders.Bert;

// Shape letters: B texts in a batch, T tokens, H heads, W width of a head, D model width.

/// <summary>BERT's encoder stack, frozen: learned positions, blocks normed after each residual sum, exact GELU.</summary>
/// <remarks>Source: Devlin et al. 2019, arXiv:1810.04805. Inference only: weights are plain tensors and know no gradient.</remarks>
internal sealed class BertModel : IDisposable
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

        Tensor Stack(string at, string kind) => cat([.. new[] { "query", "key", "value" }.Select(part => weights[$"{at}.attention.self.{part}.{kind}"])], 0);
    }

    /// <param name="ids_BT">Piece ids, int64; anything at padded places.</param>
    /// <param name="keep_BT">True at real tokens, or null where there is no padding.</param>
    /// <returns>Last hidden states [B, T, D] in the model's precision; meaningless at padded places.</returns>
    public Tensor Forward(Tensor ids_BT, Tensor? keep_BT)
    {
        using var scope = NewDisposeScope();
        var (batch, tokens) = (ids_BT.shape[0], ids_BT.shape[1]);
        var states_BTD = words_VD.index_select(0, ids_BT.reshape(-1)).view(batch, tokens, config.Width) + positions_TD.narrow(0, 0, tokens);
        states_BTD = norms[0].Apply(states_BTD, config);
        var mask_B11T = keep_BT?.view(batch, 1, 1, tokens);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            states_BTD = Block(layer, states_BTD, mask_B11T);
        }

        return states_BTD.MoveToOuterDisposeScope();
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

    private Tensor Block(int layer, Tensor states_BTD, Tensor? mask_B11T)
    {
        using var scope = NewDisposeScope();
        var at = projections.AsSpan(4 * layer, 4);
        var seen_BTD = at[1].Apply(Attend(at[0].Apply(states_BTD), mask_B11T));
        var mixed_BTD = norms[(2 * layer) + 1].Apply(states_BTD + seen_BTD, config);
        var fed_BTD = at[3].Apply(functional.gelu(at[2].Apply(mixed_BTD)));
        return norms[(2 * layer) + 2].Apply(mixed_BTD + fed_BTD, config).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor all_BT3D, Tensor? mask_B11T)
    {
        using var scope = NewDisposeScope();
        var (batch, tokens) = (all_BT3D.shape[0], all_BT3D.shape[1]);
        var all_3BHTW = all_BT3D.view(batch, tokens, 3, config.Heads, config.Width / config.Heads).permute(2, 0, 3, 1, 4);
        var seen_BHTW = functional.scaled_dot_product_attention(all_3BHTW.select(0, 0), all_3BHTW.select(0, 1), all_3BHTW.select(0, 2), mask_B11T);
        return seen_BHTW.transpose(1, 2).reshape(batch, tokens, config.Width).MoveToOuterDisposeScope();
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
