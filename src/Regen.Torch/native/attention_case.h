// One sequence and one head, as the attention kernel reads it, without anything of libtorch.
#pragma once

#include <stdint.h>

namespace regen {

// Some keys and their values: row j of either at j * row.
struct AttentionKeys {
  const float *k, *v;
  int64_t row, length;
  // the way back
  float *k_gradient, *v_gradient;
  bool adds;  // to what is there, for keys that several cases share
};

struct AttentionCase {
  const float* q;  // row i at i * q_row; null where k holds the scores themselves: of query i and key j at k[j * row + i]
  int64_t q_row, queries, head_width;
  AttentionKeys keys, more;  // more stand after the others; length 0 for none
  const float* bias;  // added to the scaled score of each of keys, not of more; or null
  float scale;
  bool is_causal;
  // dropout of weights: a draw below drop_below drops, the others are multiplied by keep_scale
  uint32_t drop_below;
  float keep_scale;
  uint64_t seed;
  int64_t first_row, heads, head;
  float* out;  // row i at i * out_row
  int64_t out_row;
  // the way back
  const float* outer;
  float* q_gradient;
};

// Floats that the kernel needs to work in, for so many queries and keys.
inline int64_t attention_room(int64_t queries, int64_t length, int64_t head_width) {
  const int64_t padded = (length + 15) / 16 * 16;
  const int64_t width = (head_width + 15) / 16 * 16;
  const int64_t most = queries > length ? queries : length;
  return (2 * queries + 2 * length + most) * width + width * padded + 2 * queries * padded;
}

}  // namespace regen
