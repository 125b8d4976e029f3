// Attention in one operator: of sequences that lie one after the other, without padding, and of latents over texts.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/Optional.h>

namespace regen {

// qkv float32 [T, 3 D]: queries, keys and values, each as heads x head width; offsets int64 [B + 1] from 0 to T. A place sees
// its own sequence, under causal only itself and what stands before. Dropout of the weights draws from the default generator.
at::Tensor attention_packed(const at::Tensor& qkv, const at::Tensor& offsets, int64_t heads, double dropout, bool is_causal);

// K latents over the T rows of their own text and over themselves, for each of N texts: softmax(scores + bias) values, [N, K, D],
// all float32 in host memory. With q [N, K, D] a row of texts [N, T, 2 D] or of own [N, K, 2 D] is a key, then a value, each as
// heads x head width, and a score is q kT / sqrt(head width). Without q all texts share the latents, and a row of texts
// [N, T, heads K + D] or of own [1, K, heads K + D] begins with its scores, heads x latents. bias [N, T] is added to the texts'
// scores; it has no gradient. A first derivative only.
at::Tensor attention_latents(const c10::optional<at::Tensor>& q, const at::Tensor& rows, const at::Tensor& own,
                             const c10::optional<at::Tensor>& bias, int64_t heads);

}  // namespace regen
