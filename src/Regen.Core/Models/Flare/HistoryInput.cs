// Shape letters: B users, S positions, T shown or masked positions of all users, N distinct items of a batch, C critiques, D model width.
using TorchSharp.Regen;
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare;

/// <summary>What the first block reads at every position: an item or the mask, its critique, and its place.</summary>
/// <param name="Batch">Where which item and critique stands.</param>
/// <param name="Fused_ND">Vectors of <see cref="FlareBatch.Items"/>, float32 [N, D].</param>
/// <param name="Mask_1D">Stands at masked positions, float32 [1, D].</param>
/// <param name="Channel_CD">"No critique", then the batch's critiques, float32 [1 + C, D]; null when the channel is off.</param>
/// <param name="Places_LD">Vectors of places, the last of which is the last column, float32 [longest history, D].</param>
internal sealed record HistoryInput(FlareBatch Batch, Tensor Fused_ND, Tensor Mask_1D, Tensor? Channel_CD, Tensor Places_LD)
{
    private Device Device => Fused_ND.device;

    /// <returns>float32 [B, S, D], padding included; the caller's dispose scope owns it.</returns>
    public Tensor Padded()
    {
        using var scope = NewDisposeScope();
        var (b, s) = ((long)Batch.Users, (long)Batch.Positions);
        var isMasked_BS1 = Batch.KindTensor(Device).eq((int)FlareBatch.Masked).unsqueeze(-1);
        var x_BSD = where(isMasked_BS1, Mask_1D, Fused_ND.index_select(0, Batch.SlotTensor(Device)).view(b, s, -1));
        if (Channel_CD is not null)
        {
            x_BSD = x_BSD + Channel_CD.index_select(0, Batch.CritiqueTensor(Device)).view(b, s, -1);
        }

        return (x_BSD + Places_LD.narrow(0, Places_LD.size(0) - s, s)).MoveToOuterDisposeScope();
    }

    /// <param name="packing">The batch's positions without padding.</param>
    /// <returns>float32 [T, D], the same rows without padding, user by user; the caller's dispose scope owns it.</returns>
    public Tensor Packed(HistoryPacking packing)
    {
        using var scope = NewDisposeScope();
        var isMasked_T1 = tensor(Array.ConvertAll(packing.Places, place => Batch.Kinds[place] == FlareBatch.Masked)).Upload(Device).unsqueeze(-1);
        var x_TD = where(isMasked_T1, Mask_1D, Fused_ND.index_select(0, Of(packing, place => Batch.Slots[place])));
        if (Channel_CD is not null)
        {
            x_TD = x_TD + Channel_CD.index_select(0, Of(packing, place => Batch.CritiqueSlots[place]));
        }

        var first = Places_LD.size(0) - Batch.Positions;
        return (x_TD + Places_LD.index_select(0, Of(packing, place => first + (place % Batch.Positions)))).MoveToOuterDisposeScope();
    }

    /// <returns>float32 [B * S, D] with zeros at padding; the caller's dispose scope owns it.</returns>
    public Tensor Unpack(HistoryPacking packing, Tensor x_TD)
    {
        using var scope = NewDisposeScope();
        var all = zeros([(long)Batch.Users * Batch.Positions, x_TD.size(1)], device: Device);
        return all.index_add(0, tensor(packing.Places).Upload(Device), x_TD, 1).MoveToOuterDisposeScope();
    }

    private Tensor Of(HistoryPacking packing, Converter<long, long> number) => tensor(Array.ConvertAll(packing.Places, number)).Upload(Device);
}

/// <summary>A batch's positions without padding.</summary>
/// <param name="Places">Flat places (b * S + s) of shown and masked positions, ascending; [T].</param>
/// <param name="Offsets">User b has rows Offsets[b] to Offsets[b + 1] - 1 of them; [B + 1].</param>
internal sealed record HistoryPacking(long[] Places, long[] Offsets)
{
    public static HistoryPacking Of(FlareBatch batch)
    {
        List<long> places = [];
        var offsets = new long[batch.Users + 1];
        for (var user = 0; user < batch.Users; user++)
        {
            for (var place = user * batch.Positions; place < (user + 1) * batch.Positions; place++)
            {
                if (batch.Kinds[place] != FlareBatch.Padding)
                {
                    places.Add(place);
                }
            }

            offsets[user + 1] = places.Count;
        }

        return new HistoryPacking([.. places], offsets);
    }
}
