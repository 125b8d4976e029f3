// Exact ranks and best items of users against a whole catalogue.
#pragma once

#include <tuple>

#include <ATen/core/Tensor.h>

namespace regen {

// items [V, D] to panels [ceil(V / 32), D, 32].
at::Tensor pack_items(const at::Tensor& items);

// Ranks int64 [B, 2]: items that score at least as much as the target, among all and without those seen (but the target);
// -1 without a target, 0 where a score is not a number. Best items int64 and their scores float32, [B, 2, k]: among all and
// without those seen, best first, the lower item first among equals; -1 and -infinity beyond the last.
std::tuple<at::Tensor, at::Tensor, at::Tensor> rank_packed(const at::Tensor& users, const at::Tensor& panels,
                                                           const at::Tensor& bias, const at::Tensor& targets,
                                                           const at::Tensor& seen, const at::Tensor& offsets, int64_t k);

}  // namespace regen
