// Attention of a few queries over their own few keys, for many texts at once, in host memory and float32: libtorch's batched
// products take the texts one after the other, each through the dispatcher.
#include <cmath>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>

#include "attention.h"
#include "simd/kernels.h"

namespace regen {
namespace {

struct Texts {
  at::Tensor q, kv, bias;  // [N, K, D], [N, S, 2 D], [N, S] or undefined
  int64_t heads;
};

AttentionCase case_of(const Texts& texts, int64_t text, int64_t head) {
  const int64_t width = texts.q.size(2);
  AttentionCase one{};
  one.queries = texts.q.size(1);
  one.length = texts.kv.size(1);
  one.head_width = width / texts.heads;
  one.q_row = one.out_row = width;
  one.in_row = 2 * width;
  const int64_t column = head * one.head_width;
  one.q = texts.q.data_ptr<float>() + text * one.queries * width + column;
  one.k = texts.kv.data_ptr<float>() + text * one.length * one.in_row + column;
  one.v = one.k + width;
  one.bias = texts.bias.defined() ? texts.bias.data_ptr<float>() + text * one.length : nullptr;
  one.scale = static_cast<float>(1 / std::sqrt(static_cast<double>(one.head_width)));
  one.heads = texts.heads;
  one.head = head;
  return one;
}

template <class Body>
void each_case(const Texts& texts, Body body) {
  at::parallel_for(0, texts.q.size(0), 16, [&](int64_t first, int64_t last) {
    std::vector<float> room(attention_room(texts.q.size(1), texts.kv.size(1), texts.q.size(2) / texts.heads));
    for (int64_t text = first; text < last; ++text) {
      for (int64_t head = 0; head < texts.heads; ++head) {
        body(case_of(texts, text, head), text, room.data());
      }
    }
  });
}

at::Tensor forward_pass(const Texts& texts) {
  auto out = at::empty(texts.q.sizes(), texts.q.options().requires_grad(false));
  float* values = out.data_ptr<float>();
  each_case(texts, [&](AttentionCase one, int64_t text, float* room) {
    one.out = values + text * one.queries * one.out_row + one.head * one.head_width;
    kernels().attend(one, room);
  });
  return out;
}

using Given = c10::optional<at::Tensor>;

struct LatentsFunction : torch::autograd::Function<LatentsFunction> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& q, const at::Tensor& kv,
                            const Given& bias, int64_t heads) {
    const auto added = bias.has_value() ? *bias : at::Tensor();
    context->save_for_backward({q, kv, added});
    context->saved_data["heads"] = heads;
    return forward_pass({q, kv, added, heads});
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list outer) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "attention_latents has a first derivative only (create_graph is set)");
    const auto saved = context->get_saved_variables();
    const Texts texts{saved[0], saved[1], saved[2], context->saved_data["heads"].toInt()};
    const auto slope = outer[0].contiguous();
    auto of_q = at::empty(texts.q.sizes(), texts.q.options().requires_grad(false));
    auto of_kv = at::empty(texts.kv.sizes(), texts.kv.options().requires_grad(false));
    const float* from = slope.data_ptr<float>();
    float* to_q = of_q.data_ptr<float>();
    float* to_kv = of_kv.data_ptr<float>();
    each_case(texts, [&](AttentionCase one, int64_t text, float* room) {
      const int64_t column = one.head * one.head_width;
      one.outer = from + text * one.queries * one.out_row + column;
      one.q_gradient = to_q + text * one.queries * one.q_row + column;
      one.k_gradient = to_kv + text * one.length * one.in_row + column;
      one.v_gradient = one.k_gradient + one.q_row;
      kernels().attend_back(one, room);
    });
    return {of_q, of_kv, at::Tensor(), at::Tensor()};
  }
};

bool is_plain(const at::Tensor& tensor) { return tensor.is_cpu() && tensor.scalar_type() == at::kFloat; }

}  // namespace

at::Tensor attention_latents(const at::Tensor& q, const at::Tensor& kv, const c10::optional<at::Tensor>& bias, int64_t heads) {
  TORCH_CHECK(q.dim() == 3 && kv.dim() == 3 && q.size(0) == kv.size(0) && kv.size(2) == 2 * q.size(2) && heads > 0 &&
                  q.size(2) % heads == 0 && kv.size(1) > 0 && is_plain(q) && is_plain(kv),
              "attention_latents takes queries float32 [N, K, D] and keys and values [N, S, 2 D] in host memory, D a multiple of the heads, not ",
              q.sizes(), " and ", kv.sizes());
  const bool has_bias = bias.has_value() && bias->defined();
  TORCH_CHECK(!has_bias || (bias->dim() == 2 && bias->size(0) == kv.size(0) && bias->size(1) == kv.size(1) && is_plain(*bias) &&
                            !bias->requires_grad()),
              "attention_latents takes a fixed bias float32 [N, S]");
  const auto added = has_bias ? Given(bias->contiguous()) : c10::nullopt;
  if (!at::GradMode::is_enabled() || (!q.requires_grad() && !kv.requires_grad())) {
    return forward_pass({q.contiguous(), kv.contiguous(), has_bias ? *added : at::Tensor(), heads});
  }
  return LatentsFunction::apply(q.contiguous(), kv.contiguous(), added, heads);
}

}  // namespace regen
