// Attention of a few latents over their own text's few keys and over themselves, for many texts at once, in host memory and
// float32: libtorch's batched products take the texts one after the other, each through the dispatcher.
#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include "attention.h"
#include "given.h"
#include "simd/kernels.h"

namespace regen {
namespace {

constexpr int64_t kBlock = 32;  // texts; sums over texts are made block by block, so that no number of threads changes them

struct Texts {
  at::Tensor q;         // [N, K, D]; undefined where the rows below begin with scores
  at::Tensor rows;      // [N, T, R], of the texts
  at::Tensor own;       // [N, K, R], of the latents, or [1, K, R] where all texts share them
  at::Tensor bias;      // [N, T] or undefined
  int64_t heads;

  int64_t texts() const { return rows.size(0); }
  int64_t latents() const { return own.size(1); }
  int64_t row() const { return rows.size(2); }
  // What stands in a row before the values: a key, or the scores of all heads' latents.
  int64_t before() const { return q.defined() ? row() / 2 : heads * latents(); }
  int64_t width() const { return row() - before(); }
  int64_t own_step() const { return own.size(0) == 1 ? 0 : latents() * row(); }
};

AttentionCase case_of(const Texts& t, int64_t text, int64_t head) {
  AttentionCase one{};
  one.queries = t.latents();
  one.head_width = t.width() / t.heads;
  one.out_row = t.width();
  const int64_t key = t.q.defined() ? head * one.head_width : head * t.latents();
  const int64_t value = t.before() + head * one.head_width;
  const float* rows = t.rows.data_ptr<float>() + text * t.rows.size(1) * t.row();
  const float* own = t.own.data_ptr<float>() + text * t.own_step();
  one.keys = {rows + key, rows + value, t.row(), t.rows.size(1), nullptr, nullptr, false};
  one.more = {own + key, own + value, t.row(), t.latents(), nullptr, nullptr, t.own_step() == 0};
  one.scale = 1;
  if (t.q.defined()) {
    one.q = t.q.data_ptr<float>() + text * t.latents() * t.width() + key;
    one.q_row = t.width();
    one.scale = static_cast<float>(1 / std::sqrt(static_cast<double>(one.head_width)));
  }
  one.bias = t.bias.defined() ? t.bias.data_ptr<float>() + text * t.rows.size(1) : nullptr;
  one.heads = t.heads;
  one.head = head;
  return one;
}

template <class Body>
void each_case(const Texts& t, Body body) {
  at::parallel_for(0, (t.texts() + kBlock - 1) / kBlock, 1, [&](int64_t first, int64_t last) {
    std::vector<float> room(attention_room(t.latents(), t.rows.size(1) + t.latents(), t.width() / t.heads));
    for (int64_t block = first; block < last; ++block) {
      for (int64_t text = block * kBlock; text < std::min(t.texts(), (block + 1) * kBlock); ++text) {
        for (int64_t head = 0; head < t.heads; ++head) {
          body(case_of(t, text, head), text, room.data());
        }
      }
    }
  });
}

at::Tensor forward_pass(const Texts& t) {
  auto out = at::empty({t.texts(), t.latents(), t.width()}, t.rows.options().requires_grad(false));
  float* values = out.data_ptr<float>();
  each_case(t, [&](AttentionCase one, int64_t text, float* room) {
    one.out = values + text * one.queries * one.out_row + one.head * one.head_width;
    kernels().attend(one, room);
  });
  return out;
}

struct Slopes {
  at::Tensor q, rows, own;
};

Slopes backward_pass(const Texts& t, const at::Tensor& outer) {
  const auto options = t.rows.options().requires_grad(false);
  const bool is_shared = t.own_step() == 0;
  Slopes to;
  to.q = t.q.defined() ? at::empty(t.q.sizes(), options) : at::Tensor();
  to.rows = at::empty(t.rows.sizes(), options);
  to.own = is_shared ? at::zeros({(t.texts() + kBlock - 1) / kBlock, t.latents(), t.row()}, options) : at::empty(t.own.sizes(), options);
  const float* from = outer.data_ptr<float>();
  float* to_q = to.q.defined() ? to.q.data_ptr<float>() : nullptr;
  float* to_rows = to.rows.data_ptr<float>();
  float* to_own = to.own.data_ptr<float>();
  each_case(t, [&](AttentionCase one, int64_t text, float* room) {
    const int64_t column = one.head * one.head_width;
    const int64_t key = t.q.defined() ? column : one.head * t.latents();
    float* rows = to_rows + text * t.rows.size(1) * t.row();
    float* own = to_own + (is_shared ? text / kBlock : text) * t.latents() * t.row();
    one.outer = from + text * one.queries * one.out_row + column;
    one.q_gradient = to_q == nullptr ? nullptr : to_q + text * one.queries * one.q_row + column;
    one.keys.k_gradient = rows + key;
    one.keys.v_gradient = rows + t.before() + column;
    one.more.k_gradient = own + key;
    one.more.v_gradient = own + t.before() + column;
    kernels().attend_back(one, room);
  });
  if (is_shared) {
    to.own = to.own.sum(0, true);
  }
  return to;
}

struct LatentsFunction : torch::autograd::Function<LatentsFunction> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const Given& q, const at::Tensor& rows, const at::Tensor& own,
                            const Given& bias, int64_t heads) {
    context->save_for_backward({tensor_of(q), rows, own, tensor_of(bias)});
    context->saved_data["heads"] = heads;
    return forward_pass({tensor_of(q), rows, own, tensor_of(bias), heads});
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list outer) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "attention_latents has a first derivative only (create_graph is set)");
    const auto saved = context->get_saved_variables();
    const auto to = backward_pass({saved[0], saved[1], saved[2], saved[3], context->saved_data["heads"].toInt()}, outer[0].contiguous());
    return {to.q, to.rows, to.own, at::Tensor(), at::Tensor()};
  }
};

bool is_plain(const at::Tensor& tensor) { return tensor.is_cpu() && tensor.scalar_type() == at::kFloat; }

void check(const Texts& t) {
  TORCH_CHECK(t.rows.dim() == 3 && t.own.dim() == 3 && is_plain(t.rows) && is_plain(t.own) && t.row() == t.own.size(2) &&
                  (t.own.size(0) == t.texts() || t.own.size(0) == 1) && t.latents() > 0 && t.heads > 0,
              "attention_latents takes rows of texts float32 [N, T, R] and of latents [N or 1, K, R] in host memory, not ", t.rows.sizes(),
              " and ", t.own.sizes());
  TORCH_CHECK(t.width() > 0 && t.width() % t.heads == 0 && (!t.q.defined() || t.row() % 2 == 0), "attention_latents: rows of ", t.row(),
              " do not suit ", t.heads, " heads");
  TORCH_CHECK(!t.q.defined() || (t.q.dim() == 3 && is_plain(t.q) && t.q.size(0) == t.texts() && t.q.size(1) == t.latents() &&
                                 t.q.size(2) == t.width() && t.own.size(0) == t.texts()),
              "attention_latents takes queries float32 [N, K, D] for rows of 2 D, and latents of every text beside them");
  TORCH_CHECK(!t.bias.defined() || (t.bias.dim() == 2 && t.bias.size(0) == t.texts() && t.bias.size(1) == t.rows.size(1) &&
                                    is_plain(t.bias) && !t.bias.requires_grad()),
              "attention_latents takes a fixed bias float32 [N, T]");
}

at::Tensor dense(const at::Tensor& one) { return one.defined() ? one.contiguous() : one; }

}  // namespace

at::Tensor attention_latents(const c10::optional<at::Tensor>& q, const at::Tensor& rows, const at::Tensor& own,
                             const c10::optional<at::Tensor>& bias, int64_t heads) {
  const Texts texts{dense(tensor_of(q)), rows.contiguous(), own.contiguous(), dense(tensor_of(bias)), heads};
  check(texts);
  if (!at::GradMode::is_enabled() || (!learns(texts.q) && !learns(rows) && !learns(own))) {
    return forward_pass(texts);
  }
  return LatentsFunction::apply(given(texts.q), texts.rows, texts.own, given(texts.bias), heads);
}

}  // namespace regen
