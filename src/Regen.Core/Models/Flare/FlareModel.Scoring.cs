// Shape letters: B users, S positions, V items, C candidates, M asked-for places, D model width, P components of texts.
using Regen.Core.Models.Common;
using TorchSharp.Regen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Flare;

public sealed partial class FlareModel
{
    /// <summary>The last step before item scores: what is multiplied with <see cref="ScoringVectors"/>.</summary>
    /// <param name="hidden">Hidden states, float32 [B * S, D].</param>
    /// <param name="batch">Which places are asked, and what stands before them.</param>
    /// <returns>float32 [M, D], or [M, D + P] with text similarity; the caller's dispose scope owns it.</returns>
    public Tensor Answers(Tensor hidden, FlareBatch batch)
    {
        using var scope = NewDisposeScope();
        var answers_MD = hidden.index_select(0, tensor(batch.TargetPlaces).Upload(hidden.device));
        if (head_transform is not null)
        {
            answers_MD = head_norm!.call(functional.gelu(head_transform.call(answers_MD)));
        }

        var similar_MP = evidence?.Similar(sources, batch.LastItems);
        return (similar_MP is null ? answers_MD : cat([answers_MD, similar_MP], 1)).MoveToOuterDisposeScope();
    }

    /// <summary>What counted successors add to the scores of some items.</summary>
    /// <param name="isTraining">The targets are known, and their own transitions are not counted.</param>
    /// <returns>Null without the switch; the caller's dispose scope owns it.</returns>
    public SparseScores? Successors(FlareBatch batch, bool isTraining) =>
        evidence?.Successors(sources, batch.LastItems, isTraining ? batch.Targets : []);

    /// <summary>What items are scored by while training, float32 [V, D] or [V, D + P]; the caller's dispose scope owns it.</summary>
    /// <param name="vectors">Item vectors, all or those of the candidates; read when the head is fused.</param>
    /// <param name="candidates_C">Items that are scored, int64 [C]; null for all.</param>
    public Tensor ScoringVectors(ItemVectors? vectors, Tensor? candidates_C)
    {
        using var scope = NewDisposeScope();
        var own = OwnVectors(vectors);
        var scored_CD = candidates_C is null || Config.Head.Items == "fused" ? own : own.index_select(0, candidates_C);
        return WithTexts(scored_CD, candidates_C).MoveToOuterDisposeScope();
    }

    /// <summary>Appends the texts' components, where they are compared.</summary>
    public Tensor WithTexts(Tensor items_CD, Tensor? candidates_C = null) => Config.Similarity is null
        ? items_CD.alias()
        : cat([items_CD, candidates_C is null ? sources.Similar_VP! : sources.Similar_VP!.index_select(0, candidates_C)], 1);

    private Tensor Packed(HistoryInput input, HistoryPacking packing)
    {
        var x_TD = dropout.call(input_norm.call(input.Packed(packing)));
        var sequences = new PackedSequences(tensor(packing.Offsets), IsCausal);
        foreach (var block in blocks)
        {
            x_TD = block.forward(x_TD, sequences);
        }

        return input.Unpack(packing, output_norm is null ? x_TD : output_norm.call(x_TD));
    }

    private Tensor Padded(HistoryInput input)
    {
        var x_BSD = dropout.call(input_norm.call(input.Padded()));
        var bias = Attention.Bias(input.Batch.KindTensor(Device).ne((int)FlareBatch.Padding));
        bias = IsCausal ? bias + Attention.Causal(input.Batch.Positions, Device) : bias;
        foreach (var block in blocks)
        {
            x_BSD = block.call(x_BSD, bias);
        }

        return (output_norm is null ? x_BSD : output_norm.call(x_BSD)).flatten(0, 1);
    }

    private Tensor OwnVectors(ItemVectors? all) => Config.Head.Items switch
    {
        "fused" => all!.Fused_ND,
        "output" => output_embedding!.weight!,
        _ => item_embedding!.weight!,
    };

    /// <summary>Item biases with untrained items shut out of the softmax, float32 [V]; the caller's dispose scope owns them.</summary>
    public Tensor TrainingBias()
    {
        using var scope = NewDisposeScope();
        var shut_V = (1 - trained_V1.view(-1)) * -1e9;
        return (item_bias is null ? shut_V : item_bias + shut_V).MoveToOuterDisposeScope();
    }

    /// <summary>Vectors and biases that rank a whole catalogue: untrained items by their projected text, or else the mean trained vector, and the mean trained bias.</summary>
    /// <param name="all">Vectors of all items in order.</param>
    /// <returns>float32 [V, D] and [V]; the caller's dispose scope owns both.</returns>
    public (Tensor Items_VD, Tensor Bias_V) RankingVectors(ItemVectors all)
    {
        using var scope = NewDisposeScope();
        var items_VD = OwnVectors(all);
        if (Config.Head.Items != "fused" && all.Context_ND is not null)
        {
            items_VD = where(trained_V1.gt(0.5), items_VD, all.Context_ND);
        }
        else if (Config.Head.Items != "fused")
        {
            // At the trained items' mean, not at zero: losses that judge items one by one (gBCE) bring every trained score far below it.
            items_VD = where(trained_V1.gt(0.5), items_VD, (items_VD * trained_V1).sum(0, true) / trained_V1.sum().clamp(1.0, null));
        }

        var trained_V = trained_V1.view(-1);
        var bias_V = item_bias is null ? zeros_like(trained_V) : item_bias * trained_V;
        var mean = bias_V.sum() / trained_V.sum().clamp(1.0, null);
        var ranked_V = bias_V + ((1 - trained_V) * mean);
        return (items_VD.alias().MoveToOuterDisposeScope(), ranked_V.MoveToOuterDisposeScope());
    }
}
