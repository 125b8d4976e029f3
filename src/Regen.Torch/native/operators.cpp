// Operators of our own, reached through the dispatcher like libtorch's: regen::NAME.
#include <torch/library.h>

#include "attention.h"
#include "head.h"
#include "ranking.h"

TORCH_LIBRARY(regen, library) {
  library.def(
      "linear_cross_entropy(Tensor hidden, Tensor items, Tensor? bias, Tensor target, Tensor? extra_rows, "
      "Tensor? extra_items, Tensor? extra_values, int ignore_index, float label_smoothing, bool half, int chunk) -> Tensor",
      &regen::linear_cross_entropy);
  library.def("attention_packed(Tensor qkv, Tensor offsets, int heads, float dropout, bool is_causal) -> Tensor",
              &regen::attention_packed);
  library.def("attention_latents(Tensor? q, Tensor rows, Tensor own, Tensor? bias, int heads) -> Tensor", &regen::attention_latents);
  library.def("pack_items(Tensor items) -> Tensor", &regen::pack_items);
  library.def(
      "rank_packed(Tensor users, Tensor panels, Tensor bias, Tensor targets, Tensor seen, Tensor offsets, int k) "
      "-> (Tensor, Tensor, Tensor)",
      &regen::rank_packed);
}
