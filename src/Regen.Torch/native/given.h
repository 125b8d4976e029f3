// Tensors that a caller of an operator may leave out.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/Optional.h>

namespace regen {

using Given = c10::optional<at::Tensor>;

inline at::Tensor tensor_of(const Given& one) { return one.has_value() ? *one : at::Tensor(); }

// libtorch's own bookkeeping of a function's arguments takes "none", but no undefined tensor.
inline Given given(const at::Tensor& one) { return one.defined() ? Given(one) : c10::nullopt; }

inline bool learns(const at::Tensor& one) { return one.defined() && one.requires_grad(); }

}  // namespace regen
