// The two passes over a block of logits: what the softmax needs of each row, and the gradient in place of the logits.
#pragma once

#include "vector.h"

namespace RT_SET {

// Largest value of each row, the sum of e^(value - largest) and, where asked for, the plain sum; values get the bias.
template <class T>
RT_INLINE void row_statistics(const T* x, const float* bias, int64_t columns, float* largest, float* sum, float* total) {
  const float lowest = -__builtin_inff();
  Floats most = all(lowest);
  Floats plain = all(0);
  const auto value = [&](int64_t i) __attribute__((always_inline)) {
    return bias == nullptr ? load(x + i) : load(x + i) + load(bias + i);
  };
  const int64_t whole = columns / kLanes * kLanes;
  const int64_t left = columns - whole;
  const auto last = [&](float fill) __attribute__((always_inline)) {
    const Floats values = load_some(x + whole, left, fill);
    return bias == nullptr ? values : values + load_some(bias + whole, left, 0);
  };
  for (int64_t i = 0; i < whole; i += kLanes) {
    const Floats values = value(i);
    most = larger(values, most);
    plain += values;
  }
  if (left > 0) {
    most = larger(last(lowest), most);
    plain += last(0);
  }
  *largest = largest_of(most);
  if (total != nullptr) {
    *total = sum_of(plain);
  }
  if (*largest == lowest) {
    *sum = plain[0] == plain[0] ? 0 : plain[0];  // nothing but -infinity, or NaN
    return;
  }
  const float middle = *largest;
  Floats first = all(0), second = all(0);
  int64_t i = 0;
  for (; i + 2 * kLanes <= whole; i += 2 * kLanes) {
    first += exp_of(value(i) - middle);
    second += exp_of(value(i + kLanes) - middle);
  }
  if (i < whole) {
    first += exp_of(value(i) - middle);
  }
  if (left > 0) {
    second += exp_of(last(lowest) - middle);
  }
  *sum = sum_of(first + second);
}

template <class T>
RT_INLINE void block_statistics(const T* x, const float* bias, int64_t rows, int64_t columns, float* largest, float* sums,
                                float* totals) {
  for (int64_t row = 0; row < rows; ++row) {
    row_statistics(x + row * columns, bias, columns, largest + row, sums + row, totals == nullptr ? nullptr : totals + row);
  }
}

// value = weight * (e^(value + bias - log_sum) - even), and its column sums added to bias_gradient where that is asked for.
template <class T>
RT_INLINE void block_gradient(T* x, const float* bias, int64_t rows, int64_t columns, const float* log_sums,
                              const float* weights, float even, float* bias_gradient) {
  for (int64_t row = 0; row < rows; ++row) {
    T* values = x + row * columns;
    const float middle = log_sums[row];
    const float weight = weights[row];
    const float shift = weight * even;
    const bool counts = weight != 0;
    int64_t i = 0;
    for (; i + kLanes <= columns; i += kLanes) {
      const Floats logits = bias == nullptr ? load(values + i) : load(values + i) + load(bias + i);
      const Floats slope = counts ? exp_of(logits - middle) * weight - shift : all(0);
      store(values + i, slope);
      if (bias_gradient != nullptr) {
        store(bias_gradient + i, load(bias_gradient + i) + slope);
      }
    }
    if (i < columns) {
      const int64_t left = columns - i;
      Floats logits = load_some(values + i, left, 0);
      if (bias != nullptr) {
        logits += load_some(bias + i, left, 0);
      }
      const Floats slope = counts ? exp_of(logits - middle) * weight - shift : all(0);
      store_some(values + i, slope, left);
      if (bias_gradient != nullptr) {
        store_some(bias_gradient + i, load_some(bias_gradient + i, left, 0) + slope, left);
      }
    }
  }
}

}  // namespace RT_SET
