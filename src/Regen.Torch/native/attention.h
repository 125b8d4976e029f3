// Self-attention over sequences of different lengths that lie one after the other, without padding.
#pragma once

#include <ATen/core/Tensor.h>

namespace regen {

// qkv float32 [T, 3 D]: queries, keys and values, each as heads x head width; offsets int64 [B + 1] from 0 to T. A place sees
// its own sequence, under causal only itself and what stands before. Dropout of the weights draws from the default generator.
at::Tensor attention_packed(const at::Tensor& qkv, const at::Tensor& offsets, int64_t heads, double dropout, bool is_causal);

}  // namespace regen
