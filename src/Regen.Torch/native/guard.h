// The one place where C++ meets C: exceptions end here, and handles become tensors.
#pragma once

#include <new>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include "regen_torch.h"

namespace regen {

rt_status fail(rt_status status, const char* text) noexcept;

// Gives a thread that libtorch has not met the number of threads the process asked for.
void adopt_threads();

template <class Body>
rt_status guard(Body&& body) noexcept {  // the only try/catch in native/: nothing may cross the C ABI
  try {
    adopt_threads();
    std::forward<Body>(body)();
    return RT_OK;
  } catch (const c10::Error& error) {
    return fail(RT_TORCH, error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    return fail(RT_MEMORY, "out of host memory");
  } catch (const std::exception& error) {
    return fail(RT_OTHER, error.what());
  } catch (...) {
    return fail(RT_OTHER, "unknown native failure");
  }
}

using TensorPointer = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

// A tensor that shares the handle's reference count; the handle stays the caller's.
inline at::Tensor borrow(rt_tensor handle) {
  if (handle == nullptr) {
    return at::Tensor();
  }
  return at::Tensor(TensorPointer::unsafe_reclaim_from_nonowning(static_cast<c10::TensorImpl*>(handle)));
}

// A handle that owns one reference; null for an undefined tensor.
inline rt_tensor give(at::Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

inline std::vector<at::Tensor> borrow_all(const rt_tensor* handles, int32_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int32_t i = 0; i < count; ++i) {
    tensors.push_back(borrow(handles[i]));
  }
  return tensors;
}

}  // namespace regen
