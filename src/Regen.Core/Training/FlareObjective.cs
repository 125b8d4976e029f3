// Shape letters: N distinct items of a batch, V items, M targets, C critiques, D model width.
using Regen.Core.Models.Flare;
using Regen.Core.Training.Losses;
using TorchSharp.Regen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Training;

/// <summary>The loss of a batch: masked (or next) items against the whole catalogue, plus InfoNCE between ids and texts.</summary>
/// <remarks>Source: Hebert et al. 2024, arXiv:2409.11699; InfoNCE as in CLIP (Radford et al. 2021), in-batch negatives.</remarks>
public sealed class FlareObjective(FlareModel model, TextTables texts, IItemLoss itemLoss)
{
    private readonly bool shutsSeen = model.Config.Head.Seen == "last";
    private readonly int[] allItems = [.. Enumerable.Range(0, model.Sizes.Items)];

    /// <returns>A scalar that carries gradients; the caller's dispose scope owns it.</returns>
    public Tensor Loss(FlareBatch batch)
    {
        using var scope = NewDisposeScope();
        var candidates = itemLoss.Candidates(batch);
        // With candidates, only they and the batch's own items need vectors: the candidates first, then the others.
        int[] needed = candidates is null ? allItems : [.. candidates.Union(batch.Items)];
        var vectors = model.Config.Head.Items == "fused" ? model.Vectors(needed, texts.Items) : null;
        var own = vectors is null ? model.Vectors(batch.Items, texts.Items, isBesideHead: model.Config.Head.Items == "id") : Pick(vectors, candidates is null ? batch.Items : Places(needed, batch.Items));
        var critiques_CD = batch.Critiques.Length == 0 ? null : model.CritiqueVectors(batch.Critiques, texts.Critiques!);

        var hidden = model.forward(batch, own.Fused_ND, critiques_CD);
        var candidates_C = candidates is null ? null : tensor(candidates).to(ScalarType.Int64).Upload(hidden.device);
        var scored = candidates is null || vectors is null ? vectors : Pick(vectors, [.. Enumerable.Range(0, candidates.Length)]);
        var bias_C = candidates_C is null ? model.TrainingBias() : model.TrainingBias().index_select(0, candidates_C);
        var loss = itemLoss.Of(new ItemAnswers(
            model.Answers(hidden, batch), model.ScoringVectors(scored, candidates_C), bias_C, batch, model.Successors(batch, isTraining: true), shutsSeen)
        {
            Candidates = candidates,
        });
        if (model.Config.Contrastive.Weight > 0)
        {
            loss = loss + (InfoNce(own.Ids_ND!, own.Context_ND!, model.ContrastiveScale()) * model.Config.Contrastive.Weight);
        }

        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>Symmetric InfoNCE: row i of one side belongs to row i of the other, all other rows are negatives.</summary>
    /// <param name="a_ND">float32 [N, D].</param>
    /// <param name="b_ND">float32 [N, D].</param>
    /// <param name="scale">Inverse temperature, a scalar.</param>
    /// <returns>A scalar; the caller's dispose scope owns it.</returns>
    public static Tensor InfoNce(Tensor a_ND, Tensor b_ND, Tensor scale)
    {
        using var scope = NewDisposeScope();
        var logits_NN = functional.normalize(a_ND, dim: -1).matmul(functional.normalize(b_ND, dim: -1).t()) * scale;
        var own_N = arange(a_ND.size(0), ScalarType.Int64, a_ND.device);
        var loss = (functional.cross_entropy(logits_NN, own_N) + functional.cross_entropy(logits_NN.t(), own_N)) * 0.5;
        return loss.MoveToOuterDisposeScope();
    }

    private static int[] Places(int[] among, int[] items)
    {
        var places = among.Select((item, place) => (item, place)).ToDictionary(pair => pair.item, pair => pair.place);
        return Array.ConvertAll(items, item => places[item]);
    }

    private static ItemVectors Pick(ItemVectors all, int[] items)
    {
        var wanted_N = tensor(items).to(ScalarType.Int64).Upload(all.Fused_ND.device);
        return new ItemVectors(
            all.Ids_ND?.index_select(0, wanted_N), all.Context_ND?.index_select(0, wanted_N), all.Fused_ND.index_select(0, wanted_N));
    }
}
