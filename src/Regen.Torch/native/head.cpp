// Linear and cross-entropy in one operator with its own backward: the gradients are made beside the loss, chunk by chunk,
// so that no more than a chunk of scores is ever held.
#include <algorithm>
#include <limits>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "given.h"
#include "head.h"

namespace regen {

int64_t head_rows(const Head& head) {
  constexpr int64_t small = int64_t(32) << 20;  // scores
  const int64_t rows = std::max<int64_t>(head.hidden.size(0), 1);
  if (head.chunk > 0) {
    return std::min(head.chunk, rows);
  }
  const int64_t items = std::max<int64_t>(head.items.size(0), 1);
  return std::min(rows, std::max<int64_t>({1, rows / 12, small / items}));
}

namespace {

using Places = c10::List<c10::optional<at::Tensor>>;

// Where the extra values of some rows belong in those rows' scores.
Places extra_places(const Head& head, const at::Tensor& entries, int64_t from) {
  Places places;
  places.push_back(head.extra_rows.index_select(0, entries) - from);
  places.push_back(head.extra_items.index_select(0, entries));
  return places;
}

}  // namespace

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
  auto extra_sum = head.wants_extra ? at::zeros(head.extra_values.sizes(), options) : at::Tensor();
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
    at::Tensor entries;
    if (head.extra_values.defined()) {
      entries = at::logical_and(head.extra_rows.ge(from), head.extra_rows.lt(from + size)).nonzero().view(-1);
      logits = at::index_put(logits, extra_places(head, entries, from), head.extra_values.index_select(0, entries).to(wide), true);
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
    if (head.wants_extra) {
      extra_sum.index_copy_(0, entries, at::index(slope, extra_places(head, entries, from)));
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
  if (head.wants_extra) {
    result.extra = extra_sum.to(head.extra_values.scalar_type());
  }
  return result;
}

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

HeadResult run(const Head& head) { return fits_head_blocks(head) ? head_by_blocks(head) : head_by_operators(head); }

at::Tensor times(at::Tensor gradient, const at::Tensor& scale) {
  if (!gradient.defined() || (scale.is_cpu() && scale.item().toDouble() == 1)) {
    return gradient;
  }
  return gradient.mul_(scale.to(gradient.scalar_type()));
}

at::Tensor plain(const at::Tensor& values) { return values.defined() ? values.detach() : values; }

// What of a head is no tensor.
struct Settings {
  int64_t ignored;
  double smoothing;
  bool half;
  int64_t chunk;
};

// tensors: hidden, items, bias, target, extra rows, extra items, extra values
Head head_of(const variable_list& tensors, const Settings& settings) {
  return Head{plain(tensors[0]), plain(tensors[1]), plain(tensors[2]), tensors[3], tensors[4], tensors[5], plain(tensors[6]),
              settings.ignored,  settings.smoothing, settings.half,    settings.chunk,
              learns(tensors[0]), learns(tensors[1]), learns(tensors[2]), learns(tensors[6])};
}

struct HeadFunction : torch::autograd::Function<HeadFunction> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& hidden, const at::Tensor& items, const Given& bias,
                            const at::Tensor& target, const Given& extra_rows, const Given& extra_items,
                            const Given& extra_values, const Settings& settings) {
    const variable_list tensors{hidden, items, tensor_of(bias), target, tensor_of(extra_rows), tensor_of(extra_items),
                                tensor_of(extra_values)};
    auto result = run(head_of(tensors, settings));
    context->save_for_backward(tensors);
    auto& kept = context->saved_data;
    kept["ignored"] = settings.ignored;
    kept["smoothing"] = settings.smoothing;
    kept["half"] = settings.half;
    kept["chunk"] = settings.chunk;
    kept["of hidden"] = std::move(result.hidden);
    kept["of items"] = std::move(result.items);
    kept["of bias"] = std::move(result.bias);
    kept["of extra"] = std::move(result.extra);
    kept["made"] = true;
    return result.loss;
  }

  static variable_list backward(AutogradContext* context, const variable_list& outer) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "linear_cross_entropy has a first derivative only (create_graph is set)");
    auto& kept = context->saved_data;
    const auto saved = context->get_saved_variables();
    HeadResult result;
    if (kept["made"].toBool()) {
      // Moved out: the one reference lets the parameter take the buffer as its gradient without a copy.
      result.hidden = std::move(kept["of hidden"]).toTensor();
      result.items = std::move(kept["of items"]).toTensor();
      result.bias = std::move(kept["of bias"]).toTensor();
      result.extra = std::move(kept["of extra"]).toTensor();
      kept["made"] = false;
    } else {  // a second time through a graph that was retained
      result = run(head_of(saved, {kept["ignored"].toInt(), kept["smoothing"].toDouble(), kept["half"].toBool(), kept["chunk"].toInt()}));
    }
    const at::Tensor none;
    return {times(std::move(result.hidden), outer[0]), times(std::move(result.items), outer[0]),
            times(std::move(result.bias), outer[0]), none, none, none, times(std::move(result.extra), outer[0]), none};
  }
};

void check(const variable_list& tensors, double smoothing) {
  const auto& hidden = tensors[0];
  const auto& items = tensors[1];
  TORCH_CHECK(hidden.dim() == 2 && items.dim() == 2 && hidden.size(1) == items.size(1),
              "linear_cross_entropy takes hidden [M, D] and items [V, D], not ", hidden.sizes(), " and ", items.sizes());
  TORCH_CHECK(!tensors[2].defined() || (tensors[2].dim() == 1 && tensors[2].size(0) == items.size(0)),
              "linear_cross_entropy takes a bias [V]");
  TORCH_CHECK(tensors[3].dim() == 1 && tensors[3].size(0) == hidden.size(0) && tensors[3].scalar_type() == at::kLong,
              "linear_cross_entropy takes int64 targets [M]");
  TORCH_CHECK(items.size(0) > 0, "linear_cross_entropy needs at least one item");
  TORCH_CHECK(smoothing >= 0 && smoothing <= 1, "label smoothing is between 0 and 1, not ", smoothing);
  const auto entries = tensors[6].defined() ? tensors[6].numel() : 0;
  for (size_t i = 4; i < 6; ++i) {
    TORCH_CHECK(tensors[i].defined() == tensors[6].defined() &&
                    (!tensors[i].defined() || (tensors[i].numel() == entries && tensors[i].scalar_type() == at::kLong)),
                "linear_cross_entropy takes one int64 row and item for each extra value");
  }
}

}  // namespace

at::Tensor linear_cross_entropy(const at::Tensor& hidden, const at::Tensor& items, const c10::optional<at::Tensor>& bias,
                                const at::Tensor& target, const c10::optional<at::Tensor>& extra_rows,
                                const c10::optional<at::Tensor>& extra_items, const c10::optional<at::Tensor>& extra_values,
                                int64_t ignored, double smoothing, bool half, int64_t chunk) {
  const variable_list tensors{hidden, items, tensor_of(bias), target, tensor_of(extra_rows), tensor_of(extra_items),
                              tensor_of(extra_values)};
  check(tensors, smoothing);
  const Settings settings{ignored, smoothing, half, chunk};
  if (at::GradMode::is_enabled() && (learns(hidden) || learns(items) || learns(tensors[2]) || learns(tensors[6]))) {
    return HeadFunction::apply(hidden, items, given(tensors[2]), target, given(tensors[4]), given(tensors[5]), given(tensors[6]), settings);
  }
  at::NoGradGuard no_grad;
  auto head = head_of(tensors, settings);
  head.wants_hidden = head.wants_items = head.wants_bias = head.wants_extra = false;
  return run(head).loss;
}

}  // namespace regen
