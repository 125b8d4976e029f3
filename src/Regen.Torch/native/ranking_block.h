// What the ranking kernel reads and fills, without anything of libtorch.
#pragma once

#include <stdint.h>

namespace regen {

struct Scored {
  float score;
  int32_t item;
};

struct RankedUser {
  float target;     // the score that others are held against
  float threshold;  // the worst of the kept ones once there are enough, else -infinity
  int32_t above[16];  // items that score at least as much as the target, the target among them, in sixteen parts
  Scored* best;
  int64_t size, capacity;
  bool is_number;

  int64_t rank() const {
    int64_t sum = 0;
    for (const int32_t part : above) {
      sum += part;
    }
    return sum;
  }
};

// Items are packed in panels of 32: [D][32], zeros beyond the last item; the bias there is -infinity.
struct RankingBlock {
  const float* users;  // [user_count, width]
  int64_t user_count, width;
  const float* panels;
  int64_t panel_count;
  const float* bias;  // [32 * panel_count]
  RankedUser* ranked;
};

}  // namespace regen
