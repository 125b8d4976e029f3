// Shape letters: B users, S positions, N distinct items of the batch, C distinct critiques, M targets.
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare;

/// <summary>
/// What one forward pass reads. Sequences are right-aligned: the last position of every user is column S - 1, so that the
/// asked-for item always stands at the same place, in training and in use.
/// </summary>
public sealed record FlareBatch
{
    /// <summary>The distinct items that the positions point to, int [N].</summary>
    public required int[] Items { get; init; }

    /// <summary>Per position, the row in <see cref="Items"/>; 0 where it is padded or masked; int64, B x S.</summary>
    public required long[] Slots { get; init; }

    /// <summary>1 a shown item, 2 a masked position, 0 padding; B x S.</summary>
    public required byte[] Kinds { get; init; }

    /// <summary>The distinct critiques that the positions carry; empty when the channel is off or silent.</summary>
    public required int[] Critiques { get; init; }

    /// <summary>Per position, 1 + the row in <see cref="Critiques"/>, or 0 for none; int64, B x S.</summary>
    public required long[] CritiqueSlots { get; init; }

    /// <summary>Flat places (b * S + s) whose output is asked for an item, ascending; int64 [M].</summary>
    public required long[] TargetPlaces { get; init; }

    /// <summary>The item at each of these places; int64 [M].</summary>
    public required long[] Targets { get; init; }

    /// <summary>The latest shown items before each of these places, latest first, -1 where there is none; [M * <see cref="ItemEvidence.MaxLastItems"/>].</summary>
    public required int[] LastItems { get; init; }

    /// <summary>All items shown before each of these places, the place's own target left out: item Seen[i] belongs to row SeenRows[i] of M.</summary>
    public required long[] Seen { get; init; }

    public required long[] SeenRows { get; init; }

    public required int Users { get; init; }

    public required int Positions { get; init; }

    public const byte Padding = 0;
    public const byte Shown = 1;
    public const byte Masked = 2;

    internal Tensor SlotTensor(Device device) => tensor(Slots).to(device);

    internal Tensor KindTensor(Device device) => tensor(Kinds).to(device).view(Users, Positions);

    internal Tensor CritiqueTensor(Device device) => tensor(CritiqueSlots).to(device);
}
