// The table of one instruction set, RT_SET; CMakeLists.txt compiles this file for each.
#include "kernels.h"

#include "attention.h"
#include "ranking.h"
#include "softmax.h"

namespace RT_SET {
namespace {

Half* half(void* bits) { return static_cast<Half*>(bits); }

const Half* half(const void* bits) { return static_cast<const Half*>(bits); }

void statistics(const float* x, const float* bias, int64_t rows, int64_t columns, float* largest, float* sums, float* totals) {
  block_statistics(x, bias, rows, columns, largest, sums, totals);
}

void statistics_half(const void* x, const float* bias, int64_t rows, int64_t columns, float* largest, float* sums, float* totals) {
  block_statistics(half(x), bias, rows, columns, largest, sums, totals);
}

void gradient(float* x, const float* bias, int64_t rows, int64_t columns, const float* log_sums, const float* weights,
              float even, float* bias_gradient) {
  block_gradient(x, bias, rows, columns, log_sums, weights, even, bias_gradient);
}

void gradient_half(void* x, const float* bias, int64_t rows, int64_t columns, const float* log_sums, const float* weights,
                   float even, float* bias_gradient) {
  block_gradient(half(x), bias, rows, columns, log_sums, weights, even, bias_gradient);
}

void to_half(const float* from, void* to, int64_t count) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    store(half(to) + i, load(from + i));
  }
  if (i < count) {
    store_some(half(to) + i, load_some(from + i, count - i, 0), count - i);
  }
}

void add_half(const void* from, float* to, int64_t count) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    store(to + i, load(to + i) + load(half(from) + i));
  }
  if (i < count) {
    store_some(to + i, load_some(to + i, count - i, 0) + load_some(half(from) + i, count - i, 0), count - i);
  }
}

}  // namespace

extern const regen::Kernels table;
const regen::Kernels table = {
#define RT_TEXT(name) #name
#define RT_NAME(name) RT_TEXT(name)
    RT_NAME(RT_SET), statistics, statistics_half, gradient, gradient_half, to_half, add_half,
    pack_items, rank_block, score_one, attend, attend_back,
};

}  // namespace RT_SET
