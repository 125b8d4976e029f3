// Attention in one operator: of sequences that lie one after the other, without padding, and of latents over texts.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/Optional.h>

namespace regen {

// qkv float32 [T, 3 D]: queries, keys and values, each as heads x head width; offsets int64 [B + 1] from 0 to T. A place sees
// its own sequence, under causal only itself and what stands before. Dropout of the weights draws from the default generator.
at::Tensor attention_packed(const at::Tensor& qkv, const at::Tensor& offsets, int64_t heads, double dropout, bool is_causal);

// softmax(q kT / sqrt(head width) + bias) v for each of N texts; q [N, K, D], kv [N, S, 2 D]: keys, then values, each as heads x
// head width; bias [N, S] without a gradient, or none; all float32 in host memory. A first derivative only.
at::Tensor attention_latents(const at::Tensor& q, const at::Tensor& kv, const c10::optional<at::Tensor>& bias, int64_t heads);

}  // namespace regen
