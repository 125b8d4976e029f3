// Operators of our own, reached through the dispatcher like libtorch's: regen::NAME.
#include <torch/library.h>

#include "head.h"

TORCH_LIBRARY(regen, library) {
  library.def(
      "linear_cross_entropy(Tensor hidden, Tensor items, Tensor? bias, Tensor target, int ignore_index, float label_smoothing, "
      "bool half, int chunk) -> Tensor",
      &regen::linear_cross_entropy);
}
