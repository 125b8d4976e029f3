// Tensors as memory: handles, what they describe, and storage that comes from outside.
#include <ATen/ops/from_blob.h>

#include "guard.h"

using regen::borrow;
using regen::give;
using regen::guard;

RT_API void rt_tensor_free(rt_tensor tensor) {
  if (tensor != nullptr) {
    regen::TensorPointer::reclaim(static_cast<c10::TensorImpl*>(tensor));
  }
}

RT_API rt_status rt_tensor_share(rt_tensor tensor, rt_tensor* same) {
  return guard([&] { *same = give(borrow(tensor)); });
}

RT_API rt_status rt_tensor_describe(rt_tensor tensor, rt_tensor_info* info) {
  return guard([&] {
    const auto value = borrow(tensor);
    const bool dense = value.layout() == c10::kStrided;
    const bool stored = dense && value.has_storage();
    info->dimensions = value.dim();
    info->elements = value.numel();
    info->sizes = value.sizes().data();
    info->strides = dense ? value.strides().data() : nullptr;
    info->data = stored ? value.data_ptr() : nullptr;
    info->dtype = static_cast<int32_t>(value.scalar_type());
    info->device_type = static_cast<int32_t>(value.device().type());
    info->device_index = value.device().index();
    info->element_size = static_cast<int32_t>(value.element_size());
    info->requires_grad = value.requires_grad();
    info->is_leaf = value.is_leaf();
    info->is_contiguous = dense && value.is_contiguous();
    info->is_sparse = !dense;
  });
}

RT_API rt_status rt_tensor_wrap(void* data, const int64_t* sizes, int32_t dimensions, int32_t dtype,
                                void (*released)(void*), void* context, rt_tensor* tensor) {
  return guard([&] {
    const auto options = at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype));
    const auto keep = [released, context](void*) {
      if (released != nullptr) {
        released(context);
      }
    };
    *tensor = give(at::from_blob(data, at::IntArrayRef(sizes, dimensions), keep, options));
  });
}
