// Loops over plain memory, compiled once for each instruction set; the widest that the processor has is taken at run time.
#pragma once

#include <stdint.h>

#include "../attention_case.h"
#include "../ranking_block.h"

namespace regen {

// A bfloat16 array is passed as void*.
struct Kernels {
  const char* set;

  // softmax over blocks of logits, [rows, columns] without gaps; see softmax.h
  void (*statistics)(const float* x, const float* bias, int64_t rows, int64_t columns, float* largest, float* sums, float* totals);
  void (*statistics_half)(const void* x, const float* bias, int64_t rows, int64_t columns, float* largest, float* sums, float* totals);
  void (*gradient)(float* x, const float* bias, int64_t rows, int64_t columns, const float* log_sums, const float* weights,
                   float even, float* bias_gradient);
  void (*gradient_half)(void* x, const float* bias, int64_t rows, int64_t columns, const float* log_sums, const float* weights,
                        float even, float* bias_gradient);
  void (*to_half)(const float* from, void* to, int64_t count);
  void (*add_half)(const void* from, float* to, int64_t count);  // to += from

  // ranking; see ranking.h
  void (*pack_items)(const float* items, int64_t count, int64_t width, float* panels);
  void (*rank)(const RankingBlock& block);
  float (*score)(const RankingBlock& block, int64_t user, int64_t item);

  // attention within a sequence; see attention.h
  void (*attend)(const AttentionCase& one, float* room);
  void (*attend_back)(const AttentionCase& one, float* room);
};

const Kernels& kernels();

}  // namespace regen
