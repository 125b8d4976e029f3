// Whole optimiser steps in one call. Adam follows torch.optim's single-tensor order of operations.
#include <cmath>
#include <map>

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/record_function.h>

#include "guard.h"

using regen::borrow;
using regen::guard;

namespace {

struct Slot {
  at::Tensor parameter;
  at::Tensor gradient;
  at::Tensor average;
  at::Tensor square;
  at::Tensor largest;  // undefined without AMSGrad
};

struct Plan {
  Plan(const rt_adam& o, int64_t step)
      : options(o),
        step_size(o.learning_rate / (1 - std::pow(o.beta1, static_cast<double>(step)))),
        root_correction2(std::sqrt(1 - std::pow(o.beta2, static_cast<double>(step)))) {}

  const rt_adam& options;
  double step_size;
  double root_correction2;
};

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define RT_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define RT_WIDE
#endif

// One pass over four or five arrays. Scalars are rounded to T first, as libtorch's own kernels do.
template <class T>
struct Arrays {
  T* weights;
  const T* gradients;
  T* averages;
  T* squares;
  T* largest;  // null without AMSGrad
};

template <class T>
struct Constants {
  explicit Constants(const Plan& plan)
      : keep(static_cast<T>(1 - plan.options.learning_rate * plan.options.weight_decay)),
        decay(static_cast<T>(plan.options.weight_decay)),
        pull(static_cast<T>(1 - plan.options.beta1)),
        hold2(static_cast<T>(plan.options.beta2)),
        pull2(static_cast<T>(1 - plan.options.beta2)),
        root2(static_cast<T>(plan.root_correction2)),
        eps(static_cast<T>(plan.options.eps)),
        minus_step(static_cast<T>(-plan.step_size)),
        sign(plan.options.maximize != 0 ? T(-1) : T(1)),
        decoupled(plan.options.decoupled != 0),
        coupled(!decoupled && plan.options.weight_decay != 0) {}

  const T keep, decay, pull, hold2, pull2, root2, eps, minus_step, sign;
  const bool decoupled, coupled;
};

template <class T>
inline __attribute__((always_inline)) void adam_range(const Constants<T>& c, const Arrays<T>& a, int64_t begin,
                                                      int64_t end) {
  T* __restrict w = a.weights;
  T* __restrict m = a.averages;
  T* __restrict v = a.squares;
  T* __restrict x = a.largest;
  const T* __restrict g = a.gradients;
  for (int64_t i = begin; i < end; ++i) {
    const T weight = c.decoupled ? w[i] * c.keep : w[i];
    const T slope = c.coupled ? c.sign * g[i] + c.decay * weight : c.sign * g[i];
    const T gap = slope - m[i];
    const T average = c.pull < T(0.5) ? m[i] + c.pull * gap : slope - gap * (T(1) - c.pull);
    const T square = v[i] * c.hold2 + c.pull2 * slope * slope;
    T used = square;
    if (x != nullptr) {
      used = x[i] > square ? x[i] : square;
      x[i] = used;
    }
    m[i] = average;
    v[i] = square;
    w[i] = weight + c.minus_step * average / (std::sqrt(used) / c.root2 + c.eps);
  }
}

RT_WIDE void adam_float(const Constants<float>& c, const Arrays<float>& a, int64_t begin, int64_t end) {
  adam_range(c, a, begin, end);
}

RT_WIDE void adam_double(const Constants<double>& c, const Arrays<double>& a, int64_t begin, int64_t end) {
  adam_range(c, a, begin, end);
}

bool is_plain(const at::Tensor& tensor, const at::Tensor& like) {
  return tensor.device().is_cpu() && tensor.layout() == c10::kStrided && tensor.is_contiguous() &&
         tensor.scalar_type() == like.scalar_type() && tensor.numel() == like.numel();
}

bool fits_kernel(const Slot& slot) {
  const auto type = slot.parameter.scalar_type();
  return (type == at::kFloat || type == at::kDouble) && is_plain(slot.parameter, slot.parameter) &&
         is_plain(slot.gradient, slot.parameter) && is_plain(slot.average, slot.parameter) &&
         is_plain(slot.square, slot.parameter) && (!slot.largest.defined() || is_plain(slot.largest, slot.parameter));
}

template <class T, class Kernel>
void step_by_kernel(const Plan& plan, const Slot& slot, Kernel kernel) {
  constexpr int64_t grain = 32768;
  const Constants<T> constants(plan);
  const Arrays<T> arrays{slot.parameter.data_ptr<T>(), slot.gradient.data_ptr<T>(), slot.average.data_ptr<T>(),
                         slot.square.data_ptr<T>(), slot.largest.defined() ? slot.largest.data_ptr<T>() : nullptr};
  at::parallel_for(0, slot.parameter.numel(), grain,
                   [&](int64_t begin, int64_t end) { kernel(constants, arrays, begin, end); });
  slot.parameter.unsafeGetTensorImpl()->bump_version();
}

// Every other device, dtype or layout: libtorch's multi-tensor operators.
void step_by_operators(const Plan& plan, const std::vector<Slot>& slots) {
  const rt_adam& o = plan.options;
  std::vector<at::Tensor> weights, slopes, averages, squares, largest;
  for (const auto& slot : slots) {
    weights.push_back(slot.parameter);
    slopes.push_back(o.maximize != 0 ? slot.gradient.neg() : slot.gradient);
    averages.push_back(slot.average);
    squares.push_back(slot.square);
    if (slot.largest.defined()) {
      largest.push_back(slot.largest);
    }
  }
  if (o.decoupled != 0) {
    at::_foreach_mul_(weights, at::Scalar(1 - o.learning_rate * o.weight_decay));
  } else if (o.weight_decay != 0) {
    slopes = at::_foreach_add(slopes, weights, o.weight_decay);
  }
  at::_foreach_mul_(averages, at::Scalar(o.beta1));
  at::_foreach_add_(averages, slopes, 1 - o.beta1);
  at::_foreach_mul_(squares, at::Scalar(o.beta2));
  at::_foreach_addcmul_(squares, slopes, slopes, at::Scalar(1 - o.beta2));
  for (size_t i = 0; i < largest.size(); ++i) {
    at::maximum_out(largest[i], largest[i], squares[i]);
  }
  auto roots = at::_foreach_sqrt(largest.empty() ? squares : largest);
  at::_foreach_div_(roots, at::Scalar(plan.root_correction2));
  at::_foreach_add_(roots, at::Scalar(o.eps));
  at::_foreach_addcdiv_(weights, averages, roots, at::Scalar(-plan.step_size));
}

std::vector<at::Tensor> gradients_of(const rt_tensor* parameters, int32_t count) {
  std::vector<at::Tensor> gradients;
  for (int32_t i = 0; i < count; ++i) {
    auto gradient = borrow(parameters[i]).grad();
    if (gradient.defined()) {
      gradients.push_back(std::move(gradient));
    }
  }
  return gradients;
}

}  // namespace

RT_API rt_status rt_adam_step(const rt_adam* options, int32_t count, const rt_tensor* parameters,
                              const rt_tensor* averages, const rt_tensor* squares, const rt_tensor* largest_squares,
                              int64_t* steps) {
  return guard([&] {
    RECORD_FUNCTION("regen::adam_step", c10::ArrayRef<const c10::IValue>());  // no operator, but a profile names it
    at::NoGradGuard no_grad;
    std::map<int64_t, std::vector<Slot>> remaining;  // by step: parameters may have skipped some
    for (int32_t i = 0; i < count; ++i) {
      Slot slot{borrow(parameters[i]), borrow(parameters[i]).grad(), borrow(averages[i]), borrow(squares[i]),
                largest_squares == nullptr ? at::Tensor() : borrow(largest_squares[i])};
      if (!slot.gradient.defined()) {
        continue;
      }
      ++steps[i];
      if (fits_kernel(slot)) {
        const Plan plan(*options, steps[i]);
        if (slot.parameter.scalar_type() == at::kFloat) {
          step_by_kernel<float>(plan, slot, adam_float);
        } else {
          step_by_kernel<double>(plan, slot, adam_double);
        }
      } else {
        remaining[steps[i]].push_back(std::move(slot));
      }
    }
    for (const auto& group : remaining) {
      step_by_operators(Plan(*options, group.first), group.second);
    }
  });
}

RT_API rt_status rt_clip_grad_norm(int32_t count, const rt_tensor* parameters, double max_norm, double norm_type,
                                   double* norm) {
  return guard([&] {
    at::NoGradGuard no_grad;
    auto gradients = gradients_of(parameters, count);
    if (gradients.empty()) {
      *norm = 0;
      return;
    }
    std::vector<at::Tensor> norms;
    for (const auto& gradient : gradients) {
      norms.push_back(at::linalg_vector_norm(gradient, norm_type).to(gradients[0].device()));
    }
    const auto total = at::linalg_vector_norm(at::stack(norms), norm_type);
    *norm = total.item().toDouble();
    if (total.is_cpu() && *norm + 1e-6 <= max_norm) {
      return;  // the share would be exactly 1; libtorch multiplies by it, for a device's sake
    }
    const auto shrink = at::clamp_max(at::reciprocal(at::add(total, 1e-6)).mul(max_norm), 1.0);
    for (auto& gradient : gradients) {
      gradient.mul_(shrink.to(gradient.device()));
    }
  });
}

RT_API rt_status rt_zero_grad(int32_t count, const rt_tensor* parameters, int32_t set_to_none) {
  return guard([&] {
    at::NoGradGuard no_grad;
    for (int32_t i = 0; i < count; ++i) {
      auto& gradient = borrow(parameters[i]).mutable_grad();
      if (!gradient.defined()) {
        continue;
      }
      if (set_to_none != 0) {
        gradient.reset();
      } else {
        gradient.detach_();
        gradient.zero_();
      }
    }
  });
}
