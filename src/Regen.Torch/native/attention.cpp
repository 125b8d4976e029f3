// Attention without padding, in host memory and float32; the weights are made anew on the way back.
#include <algorithm>
#include <cmath>
#include <mutex>
#include <vector>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>

#include "attention.h"
#include "simd/kernels.h"

namespace regen {
namespace {

struct Settings {
  int64_t heads;
  double dropout;
  bool is_causal;
  uint64_t seed;
};

AttentionCase case_of(const at::Tensor& qkv, const Settings& settings, int64_t first, int64_t length, int64_t head) {
  const int64_t width = qkv.size(1) / 3;
  const int64_t head_width = width / settings.heads;
  const float* row = qkv.data_ptr<float>() + first * 3 * width + head * head_width;
  AttentionCase one{};
  one.q = row;
  one.q_row = 3 * width;
  one.keys = {row + width, row + 2 * width, 3 * width, length, nullptr, nullptr, false};
  one.out_row = width;
  one.queries = length;
  one.head_width = head_width;
  one.scale = static_cast<float>(1 / std::sqrt(static_cast<double>(head_width)));
  one.is_causal = settings.is_causal;
  one.drop_below = static_cast<uint32_t>(std::min(settings.dropout * 4294967296.0, 4294967295.0));
  one.keep_scale = static_cast<float>(1 / (1 - settings.dropout));
  one.seed = settings.seed;
  one.first_row = first;
  one.heads = settings.heads;
  one.head = head;
  return one;
}

template <class Body>
void each_case(const at::Tensor& qkv, const at::Tensor& offsets, const Settings& settings, Body body) {
  const auto* at = offsets.data_ptr<int64_t>();
  const int64_t sequences = offsets.numel() - 1;
  const int64_t head_width = qkv.size(1) / 3 / settings.heads;
  at::parallel_for(0, sequences, 1, [&](int64_t first, int64_t last) {
    int64_t longest = 0;
    for (int64_t i = first; i < last; ++i) {
      longest = std::max(longest, at[i + 1] - at[i]);
    }
    std::vector<float> room(attention_room(longest, longest, head_width));
    for (int64_t i = first; i < last; ++i) {
      for (int64_t head = 0; head < settings.heads && at[i + 1] > at[i]; ++head) {
        body(case_of(qkv, settings, at[i], at[i + 1] - at[i], head), room.data());
      }
    }
  });
}

at::Tensor forward_pass(const at::Tensor& qkv, const at::Tensor& offsets, const Settings& settings) {
  const int64_t width = qkv.size(1) / 3;
  auto out = at::empty({qkv.size(0), width}, qkv.options());
  float* values = out.data_ptr<float>();
  each_case(qkv, offsets, settings, [&](AttentionCase one, float* room) {
    one.out = values + one.first_row * width + one.head * one.head_width;
    kernels().attend(one, room);
  });
  return out;
}

struct AttentionFunction : torch::autograd::Function<AttentionFunction> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& qkv, const at::Tensor& offsets,
                            int64_t heads, double dropout, bool is_causal, int64_t seed) {
    context->save_for_backward({qkv, offsets});
    context->saved_data["heads"] = heads;
    context->saved_data["dropout"] = dropout;
    context->saved_data["causal"] = is_causal;
    context->saved_data["seed"] = seed;
    return forward_pass(qkv, offsets, {heads, dropout, is_causal, static_cast<uint64_t>(seed)});
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list outer) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "attention_packed has a first derivative only (create_graph is set)");
    auto& kept = context->saved_data;
    const auto saved = context->get_saved_variables();
    const auto& qkv = saved[0];
    const Settings settings{kept["heads"].toInt(), kept["dropout"].toDouble(), kept["causal"].toBool(),
                            static_cast<uint64_t>(kept["seed"].toInt())};
    const int64_t width = qkv.size(1) / 3;
    const auto slope = outer[0].contiguous();
    auto gradient = at::empty(qkv.sizes(), qkv.options().requires_grad(false));
    const float* from = slope.data_ptr<float>();
    float* to = gradient.data_ptr<float>();
    each_case(qkv, saved[1], settings, [&](AttentionCase one, float* room) {
      const int64_t column = one.head * one.head_width;
      one.outer = from + one.first_row * width + column;
      one.q_gradient = to + one.first_row * 3 * width + column;
      one.keys.k_gradient = one.q_gradient + width;
      one.keys.v_gradient = one.q_gradient + 2 * width;
      kernels().attend_back(one, room);
    });
    return {gradient, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

uint64_t draw_seed() {
  auto generator = at::detail::getDefaultCPUGenerator();
  std::lock_guard<std::mutex> lock(generator.mutex());
  return at::check_generator<at::CPUGeneratorImpl>(generator)->random64();
}

}  // namespace

at::Tensor attention_packed(const at::Tensor& qkv, const at::Tensor& offsets, int64_t heads, double dropout, bool is_causal) {
  TORCH_CHECK(qkv.dim() == 2 && heads > 0 && qkv.size(1) % (3 * heads) == 0 && qkv.is_cpu() && qkv.scalar_type() == at::kFloat,
              "attention_packed takes queries, keys and values float32 [T, 3 D] in host memory, D a multiple of the heads");
  TORCH_CHECK(offsets.dim() == 1 && offsets.numel() > 0 && offsets.is_cpu() && offsets.scalar_type() == at::kLong && offsets.is_contiguous(),
              "attention_packed takes int64 offsets [B + 1] in host memory");
  TORCH_CHECK(dropout >= 0 && dropout < 1, "dropout is at least 0 and below 1, not ", dropout);
  const auto* at = offsets.data_ptr<int64_t>();
  for (int64_t i = 1; i < offsets.numel(); ++i) {
    TORCH_CHECK(at[i] >= at[i - 1], "offsets never fall, at ", i, " they do");
  }
  TORCH_CHECK(at[0] == 0 && at[offsets.numel() - 1] == qkv.size(0), "offsets go from 0 to ", qkv.size(0));
  const auto seed = dropout > 0 ? static_cast<int64_t>(draw_seed()) : 0;
  const auto dense = qkv.contiguous();
  if (!at::GradMode::is_enabled() || !qkv.requires_grad()) {
    return forward_pass(dense, offsets, {heads, dropout, is_causal, static_cast<uint64_t>(seed)});
  }
  return AttentionFunction::apply(dense, offsets, heads, dropout, is_causal, seed);
}

}  // namespace regen
