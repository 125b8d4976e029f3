// The item head in host memory and float32. A chunk of rows meets the items block by block, each block of scores small
// enough for a core's cache, and the cores take their own blocks: the first pass leaves each row's largest score and sum,
// the second turns scores into gradients where they lie and multiplies them out.
#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "head.h"
#include "head_extras.h"
#include "simd/kernels.h"

namespace regen {
namespace {

struct Block {
  int64_t from, size;  // items
};

class HeadPass {
 public:
  explicit HeadPass(const Head& head)
      : head_(head),
        hidden_(head.hidden.contiguous()),
        items_(head.items.contiguous()),
        bias_(head.bias.defined() ? head.bias.contiguous() : at::Tensor()),
        target_(head.target.contiguous()),
        rows_(head.hidden.size(0)),
        count_(head.items.size(0)),
        width_(head.items.size(1)),
        step_(head_rows(head)),
        workers_(at::get_num_threads()) {
    const auto* target = target_.data_ptr<int64_t>();
    for (int64_t row = 0; row < rows_; ++row) {
      const bool counts = target[row] != head.ignored;
      TORCH_CHECK(!counts || (target[row] >= 0 && target[row] < count_), "target ", target[row], " of row ", row,
                  " is not one of ", count_, " items");
      counted_ += counts ? 1 : 0;
    }
    const int64_t cached = int64_t(1) << 18;  // scores of a block: 1 MB
    const int64_t size = std::min<int64_t>(std::max<int64_t>(cached / step_ / 64 * 64, 256), 4096);
    for (int64_t from = 0; from < count_; from += size) {
      blocks_.push_back({from, std::min(size, count_ - from)});
    }
    workers_ = std::min<int64_t>(workers_, static_cast<int64_t>(blocks_.size()));
    extras_.sort(head, size, count_);
  }

  HeadResult run() {
    HeadResult result;
    allocate(result);
    double loss = 0;
    for (int64_t from = 0; from < rows_; from += step_) {
      loss += chunk(from, std::min(step_, rows_ - from), result);
    }
    result.loss = at::scalar_tensor(loss / static_cast<double>(counted_), at::TensorOptions().dtype(at::kFloat));
    return result;
  }

 private:
  void allocate(HeadResult& result) {
    const auto product = head_.half ? at::kBFloat16 : at::kFloat;
    const int64_t stored = head_.wants_any() ? step_ * count_ : step_ * blocks_[0].size * workers_;
    scores_ = at::empty({rows_ == 0 ? 0 : stored}, at::TensorOptions().dtype(product));
    const auto blocks = static_cast<int64_t>(blocks_.size());
    largest_.resize(blocks * step_);
    sums_.resize(blocks * step_);
    totals_.resize(head_.smoothing != 0 ? blocks * step_ : 0);
    chosen_.resize(step_);
    log_sums_.resize(step_);
    weights_.resize(step_);
    const auto make = rows_ == 0 ? [](at::IntArrayRef sizes) { return at::zeros(sizes); } : [](at::IntArrayRef sizes) { return at::empty(sizes); };
    if (head_.wants_hidden) {
      result.hidden = make({rows_, width_});
    }
    if (head_.wants_items) {
      result.items = make({count_, width_});
    }
    if (head_.wants_bias) {
      result.bias = at::zeros({count_});
    }
    if (head_.wants_extra) {
      result.extra = at::zeros(head_.extra_values.sizes());
    }
  }

  template <class Body>
  void each_block(Body body) {
    const auto blocks = static_cast<int64_t>(blocks_.size());
    at::parallel_for(0, workers_, 1, [&](int64_t first, int64_t last) {
      at::NoGradGuard no_grad;
      for (int64_t worker = first; worker < last; ++worker) {
        for (int64_t i = blocks * worker / workers_; i < blocks * (worker + 1) / workers_; ++i) {
          body(worker, i);
        }
      }
    });
  }

  at::Tensor scores(int64_t worker, const Block& block, int64_t size) const {
    const int64_t at = head_.wants_any() ? step_ * block.from : worker * step_ * blocks_[0].size;
    return scores_.narrow(0, at, size * block.size).view({size, block.size});
  }

  at::Tensor items_of(const Block& block) const { return cast(items_.narrow(0, block.from, block.size)); }

  at::Tensor cast(const at::Tensor& values) const {
    if (!head_.half) {
      return values;
    }
    auto narrow = at::empty(values.sizes(), values.options().dtype(at::kBFloat16));
    kernels().to_half(values.data_ptr<float>(), narrow.data_ptr(), values.numel());
    return narrow;
  }

  const float* bias_of(const Block& block) const { return bias_.defined() ? bias_.data_ptr<float>() + block.from : nullptr; }

  double chunk(int64_t from, int64_t size, HeadResult& result) {
    const auto part = hidden_.narrow(0, from, size);
    const auto product = cast(part);
    each_block([&](int64_t worker, int64_t i) { look(worker, i, from, size, product); });
    const double loss = close(from, size);
    if (head_.wants_any()) {
      std::vector<at::Tensor> partial(workers_);
      each_block([&](int64_t worker, int64_t i) { turn(worker, i, from, size, product, partial[worker], result); });
      if (head_.wants_hidden) {
        auto whole = result.hidden.narrow(0, from, size);
        whole.copy_(partial[0]);
        for (int64_t worker = 1; worker < workers_; ++worker) {
          whole.add_(partial[worker]);
        }
      }
    }
    return loss;
  }

  // First pass over one block.
  void look(int64_t worker, int64_t i, int64_t from, int64_t size, const at::Tensor& product) {
    const Block& block = blocks_[i];
    auto values = scores(worker, block, size);
    at::mm_out(values, product, items_of(block).t());
    extras_.add(values, i, from, block.size);
    float* totals = totals_.empty() ? nullptr : totals_.data() + i * step_;
    if (head_.half) {
      kernels().statistics_half(values.data_ptr(), bias_of(block), size, block.size, &largest_[i * step_], &sums_[i * step_], totals);
    } else {
      kernels().statistics(values.data_ptr<float>(), bias_of(block), size, block.size, &largest_[i * step_], &sums_[i * step_], totals);
    }
    const auto* target = target_.data_ptr<int64_t>() + from;
    for (int64_t row = 0; row < size; ++row) {
      const int64_t place = target[row] - block.from;
      if (place >= 0 && place < block.size && target[row] != head_.ignored) {
        const int64_t at = row * block.size + place;
        const float bias = bias_.defined() ? bias_of(block)[place] : 0;
        chosen_[row] = bias + (head_.half ? static_cast<float>(values.data_ptr<at::BFloat16>()[at]) : values.data_ptr<float>()[at]);
      }
    }
  }

  // Between the passes: each row's log of the sum and the chunk's summed loss.
  double close(int64_t from, int64_t size) {
    const auto* target = target_.data_ptr<int64_t>() + from;
    double loss = 0;
    for (int64_t row = 0; row < size; ++row) {
      float most = largest_[row];
      double total = 0;
      for (size_t i = 1; i < blocks_.size(); ++i) {
        most = std::max(most, largest_[i * step_ + row]);
      }
      double sum = 0;
      for (size_t i = 0; i < blocks_.size(); ++i) {
        const float largest = largest_[i * step_ + row];
        sum += sums_[i * step_ + row] * (std::isinf(largest) && largest < 0 ? 1.0 : std::exp(static_cast<double>(largest) - most));
        total += totals_.empty() ? 0 : totals_[i * step_ + row];
      }
      const double log_sum = most + std::log(sum);
      const bool counts = target[row] != head_.ignored;
      log_sums_[row] = static_cast<float>(log_sum);
      weights_[row] = counts ? static_cast<float>(1.0 / static_cast<double>(counted_)) : 0;
      if (counts) {
        loss += log_sum - (1 - head_.smoothing) * chosen_[row] - head_.smoothing * total / static_cast<double>(count_);
      }
    }
    return loss;
  }

  // Second pass over one block.
  void turn(int64_t worker, int64_t i, int64_t from, int64_t size, const at::Tensor& product, at::Tensor& partial, HeadResult& result) {
    const Block& block = blocks_[i];
    auto slope = scores(worker, block, size);
    float* bias_gradient = head_.wants_bias ? result.bias.data_ptr<float>() + block.from : nullptr;
    const auto even = static_cast<float>(head_.smoothing / static_cast<double>(count_));
    if (head_.half) {
      kernels().gradient_half(slope.data_ptr(), bias_of(block), size, block.size, log_sums_.data(), weights_.data(), even, bias_gradient);
    } else {
      kernels().gradient(slope.data_ptr<float>(), bias_of(block), size, block.size, log_sums_.data(), weights_.data(), even, bias_gradient);
    }
    pull_target(block, from, size, slope, bias_gradient);
    if (head_.wants_extra) {
      extras_.read(slope, i, from, block.size, result.extra);
    }
    if (head_.wants_hidden) {
      const auto items = items_of(block);
      if (!partial.defined()) {
        partial = at::zeros({size, width_});
      }
      if (head_.half) {
        const auto part = at::mm(slope, items);
        kernels().add_half(part.data_ptr(), partial.data_ptr<float>(), part.numel());
      } else {
        partial.addmm_(slope, items);
      }
    }
    if (head_.wants_items) {
      add_items(block, from, slope, product, result);
    }
  }

  void pull_target(const Block& block, int64_t from, int64_t size, at::Tensor& slope, float* bias_gradient) const {
    const auto* target = target_.data_ptr<int64_t>() + from;
    for (int64_t row = 0; row < size; ++row) {
      const int64_t place = target[row] - block.from;
      if (place < 0 || place >= block.size || target[row] == head_.ignored) {
        continue;
      }
      const auto share = static_cast<float>(1 - head_.smoothing) * weights_[row];
      const int64_t at = row * block.size + place;
      if (head_.half) {
        // From the exact value: bfloat16 of (p - 1) cannot be had from bfloat16 of p.
        const auto even = static_cast<float>(head_.smoothing / static_cast<double>(count_));
        const float exact = weights_[row] * (std::exp(chosen_[row] - log_sums_[row]) - even) - share;
        slope.data_ptr<at::BFloat16>()[at] = exact;
      } else {
        slope.data_ptr<float>()[at] -= share;
      }
      if (bias_gradient != nullptr) {
        bias_gradient[place] -= share;
      }
    }
  }

  void add_items(const Block& block, int64_t from, const at::Tensor& slope, const at::Tensor& product, HeadResult& result) const {
    auto rows = result.items.narrow(0, block.from, block.size);
    if (head_.half) {
      const auto part = at::mm(slope.t(), product);
      if (from == 0) {
        rows.copy_(part);
      } else {
        kernels().add_half(part.data_ptr(), rows.data_ptr<float>(), part.numel());
      }
    } else if (from == 0) {
      at::mm_out(rows, slope.t(), product);
    } else {
      rows.addmm_(slope.t(), product);
    }
  }

  const Head& head_;
  at::Tensor hidden_, items_, bias_, target_, scores_;
  HeadExtras extras_;
  int64_t rows_, count_, width_, step_, workers_;
  int64_t counted_ = 0;
  std::vector<Block> blocks_;
  std::vector<float> largest_, sums_, totals_, chosen_, log_sums_, weights_;
};

}  // namespace

bool fits_head_blocks(const Head& head) {
  const auto plain = [](const at::Tensor& values) {
    return !values.defined() || (values.is_cpu() && values.layout() == at::kStrided && values.scalar_type() == at::kFloat);
  };
  // In bfloat16 the scores could not hold what is added to them in float32.
  const bool has_room = !head.extra_values.defined() || (!head.half && plain(head.extra_values));
  return has_room && plain(head.hidden) && plain(head.items) && plain(head.bias) && head.target.is_cpu() && head.items.size(1) > 0;
}

HeadResult head_by_blocks(const Head& head) { return HeadPass(head).run(); }

}  // namespace regen
