// The item head: scores of some rows against every item, and their cross-entropy, without the whole matrix of scores.
#pragma once

#include <ATen/core/Tensor.h>

namespace regen {

struct Head {
  at::Tensor hidden;  // [M, D]
  at::Tensor items;   // [V, D]
  at::Tensor bias;    // [V] or undefined
  at::Tensor target;  // int64 [M]
  // Amounts added to single scores, [E] each, or undefined: rows and items int64, values of the scores' type.
  at::Tensor extra_rows, extra_items, extra_values;
  int64_t ignored;
  double smoothing;
  bool half;      // products in bfloat16
  int64_t chunk;  // rows at once; 0 chooses
  bool wants_hidden, wants_items, wants_bias, wants_extra;

  bool wants_any() const { return wants_hidden || wants_items || wants_bias || wants_extra; }
};

struct HeadResult {
  at::Tensor loss;  // mean over the rows that count, float32 or float64
  at::Tensor hidden, items, bias, extra;  // gradients of the loss, where wanted
};

// Rows at once: a twelfth of all, which with what products need to work in stays below an eighth of the scores; or as many as
// fit in some 128 MB, where that is more.
int64_t head_rows(const Head& head);

bool fits_head_blocks(const Head& head);
HeadResult head_by_blocks(const Head& head);  // host memory, float32
HeadResult head_by_operators(const Head& head);

at::Tensor linear_cross_entropy(const at::Tensor& hidden, const at::Tensor& items, const c10::optional<at::Tensor>& bias,
                                const at::Tensor& target, const c10::optional<at::Tensor>& extra_rows,
                                const c10::optional<at::Tensor>& extra_items, const c10::optional<at::Tensor>& extra_values,
                                int64_t ignored, double smoothing, bool half, int64_t chunk);

}  // namespace regen
