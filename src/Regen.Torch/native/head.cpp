// Linear and cross-entropy in one operator with its own backward: the gradients are made beside the loss, chunk by chunk,
// so that no more than a chunk of scores is ever held.
#include <algorithm>
#include <limits>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "head.h"

namespace regen {

int64_t head_rows(const Head& head) {
  constexpr int64_t small = int64_t(32) << 20;  // scores
  const int64_t rows = std::max<int64_t>(head.hidden.size(0), 1);
  if (head.chunk > 0) {
    return std::min(head.chunk, rows);
  }
  const int64_t items = std::max<int64_t>(head.items.size(0), 1);
  return std::min(rows, std::max<int64_t>({1, rows / 9, small / items}));
}

HeadResult head_by_operators(const Head& head) {
  const auto type = head.hidden.scalar_type();
  const auto wide = type == at::kDouble ? at::kDouble : at::kFloat;
  const auto product = head.half ? at::kBFloat16 : type;
  const auto rows = head.hidden.size(0);
  const auto count = head.items.size(0);
  const auto counts = head.target.ne(head.ignored);
  const auto weight = counts.to(wide).div(counts.sum().to(wide));
  const auto target = head.target.masked_fill(counts.logical_not(), 0).unsqueeze(1);
  const auto items = head.items.to(product);
  const auto options = head.hidden.options().dtype(wide);
  HeadResult result;
  result.loss = at::zeros({}, options);
  std::vector<at::Tensor> hidden_parts;
  auto items_sum = head.wants_items ? at::zeros({count, head.items.size(1)}, options) : at::Tensor();
  auto bias_sum = head.wants_bias ? at::zeros({count}, options) : at::Tensor();
  const int64_t step = head_rows(head);
  for (int64_t from = 0; from < rows; from += step) {
    const int64_t size = std::min(step, rows - from);
    const auto part = head.hidden.narrow(0, from, size).to(product);
    const auto place = target.narrow(0, from, size);
    const auto share = weight.narrow(0, from, size).unsqueeze(1);
    auto logits = at::matmul(part, items.t()).to(wide);
    if (head.bias.defined()) {
      logits = logits + head.bias;
    }
    auto logs = at::log_softmax(logits, 1);
    auto losses = logs.gather(1, place).neg().mul(1 - head.smoothing);
    if (head.smoothing != 0) {
      losses = losses - logs.mean(1, true).mul(head.smoothing);
    }
    // A row that does not count may hold an infinite loss: it is left out, not multiplied by zero.
    result.loss = result.loss + at::where(share.eq(0), at::zeros_like(losses), losses * share).sum();
    if (!head.wants_any()) {
      continue;
    }
    auto slope = logs.exp_().sub_(head.smoothing / static_cast<double>(count));
    slope.scatter_add_(1, place, at::full_like(place, head.smoothing - 1, slope.options()));
    slope.mul_(share);
    if (head.wants_bias) {
      bias_sum.add_(slope.sum(0));
    }
    const auto narrow = slope.to(product);
    if (head.wants_hidden) {
      hidden_parts.push_back(at::matmul(narrow, items));
    }
    if (head.wants_items) {
      items_sum.add_(at::matmul(narrow.t(), part));
    }
  }
  result.loss = rows == 0 ? at::full({}, std::numeric_limits<double>::quiet_NaN(), options) : result.loss;
  result.loss = at::where(counts.any(), result.loss, at::full_like(result.loss, std::numeric_limits<double>::quiet_NaN()));
  if (head.wants_hidden) {
    result.hidden = hidden_parts.empty() ? at::zeros_like(head.hidden) : at::cat(hidden_parts).to(type);
  }
  if (head.wants_items) {
    result.items = items_sum.to(head.items.scalar_type());
  }
  if (head.wants_bias) {
    result.bias = bias_sum.to(head.bias.scalar_type());
  }
  return result;
}

namespace {

HeadResult run(const Head& head) { return fits_head_blocks(head) ? head_by_blocks(head) : head_by_operators(head); }

at::Tensor times(at::Tensor gradient, const at::Tensor& scale) {
  if (!gradient.defined() || (scale.is_cpu() && scale.item().toDouble() == 1)) {
    return gradient;
  }
  return gradient.mul_(scale.to(gradient.scalar_type()));
}

struct HeadFunction : torch::autograd::Function<HeadFunction> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& hidden, const at::Tensor& items,
                            const c10::optional<at::Tensor>& bias, const at::Tensor& target, int64_t ignored,
                            double smoothing, bool half, int64_t chunk) {
    Head head{hidden.detach(), items.detach(), bias.has_value() ? bias->detach() : at::Tensor(), target, ignored, smoothing,
              half, chunk, hidden.requires_grad(), items.requires_grad(), bias.has_value() && bias->requires_grad()};
    auto result = run(head);
    context->save_for_backward({hidden, items, bias.value_or(at::Tensor()), target});
    context->saved_data["ignored"] = ignored;
    context->saved_data["smoothing"] = smoothing;
    context->saved_data["half"] = half;
    context->saved_data["chunk"] = chunk;
    context->saved_data["of hidden"] = std::move(result.hidden);
    context->saved_data["of items"] = std::move(result.items);
    context->saved_data["of bias"] = std::move(result.bias);
    context->saved_data["made"] = true;
    return result.loss;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list outer) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "linear_cross_entropy has a first derivative only (create_graph is set)");
    auto& kept = context->saved_data;
    const auto saved = context->get_saved_variables();
    HeadResult result;
    if (kept["made"].toBool()) {
      // Moved out: the one reference lets the parameter take the buffer as its gradient without a copy.
      result.hidden = std::move(kept["of hidden"]).toTensor();
      result.items = std::move(kept["of items"]).toTensor();
      result.bias = std::move(kept["of bias"]).toTensor();
      kept["made"] = false;
    } else {  // a second time through a graph that was retained
      result = run(Head{saved[0].detach(), saved[1].detach(), saved[2].defined() ? saved[2].detach() : at::Tensor(), saved[3],
                        kept["ignored"].toInt(), kept["smoothing"].toDouble(), kept["half"].toBool(), kept["chunk"].toInt(),
                        saved[0].requires_grad(), saved[1].requires_grad(), saved[2].defined() && saved[2].requires_grad()});
    }
    return {times(std::move(result.hidden), outer[0]), times(std::move(result.items), outer[0]),
            times(std::move(result.bias), outer[0]), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

void check(const at::Tensor& hidden, const at::Tensor& items, const c10::optional<at::Tensor>& bias, const at::Tensor& target,
           double smoothing) {
  TORCH_CHECK(hidden.dim() == 2 && items.dim() == 2 && hidden.size(1) == items.size(1),
              "linear_cross_entropy takes hidden [M, D] and items [V, D], not ", hidden.sizes(), " and ", items.sizes());
  TORCH_CHECK(!bias.has_value() || (bias->dim() == 1 && bias->size(0) == items.size(0)),
              "linear_cross_entropy takes a bias [V]");
  TORCH_CHECK(target.dim() == 1 && target.size(0) == hidden.size(0) && target.scalar_type() == at::kLong,
              "linear_cross_entropy takes int64 targets [M]");
  TORCH_CHECK(items.size(0) > 0, "linear_cross_entropy needs at least one item");
  TORCH_CHECK(smoothing >= 0 && smoothing <= 1, "label smoothing is between 0 and 1, not ", smoothing);
}

}  // namespace

at::Tensor linear_cross_entropy(const at::Tensor& hidden, const at::Tensor& items, const c10::optional<at::Tensor>& bias,
                                const at::Tensor& target, int64_t ignored, double smoothing, bool half, int64_t chunk) {
  check(hidden, items, bias, target, smoothing);
  const bool has_bias = bias.has_value() && bias->defined();
  const bool learns = at::GradMode::is_enabled() &&
                      (hidden.requires_grad() || items.requires_grad() || (has_bias && bias->requires_grad()));
  if (!learns) {
    at::NoGradGuard no_grad;
    return run(Head{hidden.detach(), items.detach(), has_bias ? bias->detach() : at::Tensor(), target, ignored, smoothing, half,
                    chunk, false, false, false}).loss;
  }
  return HeadFunction::apply(hidden, items, has_bias ? bias : c10::nullopt, target, ignored, smoothing, half, chunk);
}

}  // namespace regen
