// Gradients: the two passes, the slots they fill, and the modes that switch them off.
#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include "guard.h"

using regen::borrow;
using regen::borrow_all;
using regen::give;
using regen::guard;

namespace {

std::vector<at::Tensor> gradients_for(const rt_tensor* gradients, int32_t count) {
  return gradients == nullptr ? std::vector<at::Tensor>() : borrow_all(gradients, count);
}

}  // namespace

RT_API rt_status rt_backward(const rt_tensor* roots, int32_t count, const rt_tensor* gradients, int32_t retain_graph,
                             int32_t create_graph, const rt_tensor* inputs, int32_t input_count) {
  return guard([&] {
    torch::autograd::backward(borrow_all(roots, count), gradients_for(gradients, count), retain_graph != 0,
                              create_graph != 0, borrow_all(inputs, input_count));
  });
}

RT_API rt_status rt_autograd_grad(const rt_tensor* outputs, int32_t output_count, const rt_tensor* inputs,
                                  int32_t input_count, const rt_tensor* gradients, int32_t retain_graph,
                                  int32_t create_graph, int32_t allow_unused, rt_tensor* results) {
  return guard([&] {
    auto found = torch::autograd::grad(borrow_all(outputs, output_count), borrow_all(inputs, input_count),
                                       gradients_for(gradients, output_count), retain_graph != 0, create_graph != 0,
                                       allow_unused != 0);
    for (int32_t i = 0; i < input_count; ++i) {
      results[i] = give(std::move(found[i]));
    }
  });
}

RT_API rt_status rt_gradient(rt_tensor tensor, rt_tensor* gradient) {
  return guard([&] { *gradient = give(borrow(tensor).grad()); });
}

RT_API rt_status rt_set_gradient(rt_tensor tensor, rt_tensor gradient) {
  return guard([&] { borrow(tensor).mutable_grad() = borrow(gradient); });
}

RT_API rt_status rt_set_requires_grad(rt_tensor tensor, int32_t value) {
  return guard([&] { borrow(tensor).requires_grad_(value != 0); });
}

RT_API rt_status rt_retain_grad(rt_tensor tensor) {
  return guard([&] { borrow(tensor).retain_grad(); });
}

RT_API int32_t rt_grad_mode() { return c10::GradMode::is_enabled(); }

RT_API void rt_set_grad_mode(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

RT_API rt_status rt_inference_begin(int32_t enabled, void** begun) {
  return guard([&] { *begun = new c10::InferenceMode(enabled != 0); });
}

RT_API void rt_inference_end(void* begun) { delete static_cast<c10::InferenceMode*>(begun); }

RT_API rt_status rt_set_detect_anomaly(int32_t enabled, int32_t check_nan) {
  return guard([&] { torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0); });
}
