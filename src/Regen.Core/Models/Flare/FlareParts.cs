// Shape letters: N items, D model width, V the catalogue.
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare;

/// <summary>The parts of an item's vector: its id embedding, its projected text, and the two fused.</summary>
/// <param name="Ids_ND">float32 [N, D]; zeros for items that training never saw; null for a text-only model.</param>
/// <param name="Context_ND">float32 [N, D]; null for an id-only model.</param>
/// <param name="Fused_ND">What a history position feeds in, float32 [N, D].</param>
public sealed record ItemVectors(Tensor? Ids_ND, Tensor? Context_ND, Tensor Fused_ND);

/// <summary>What a FLARE's weights are sized by, besides its config.</summary>
/// <param name="Items">V, the catalogue.</param>
/// <param name="TextWidth">L, the frozen encoder's width; 0 for a model that reads no text.</param>
public sealed record FlareSizes(int Items, int TextWidth);
