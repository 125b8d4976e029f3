// Scores of users against items that are ranked as they come out of the registers: nothing of a score row is kept.
#pragma once

#include "../ranking_block.h"
#include "product.h"

namespace RT_SET {

constexpr int64_t kPanel = 2 * kLanes;  // items of a packed panel, [D][32]

RT_INLINE bool any(Ints truth) {
  int32_t found = 0;
  for (int i = 0; i < kLanes; ++i) found |= truth[i];
  return found != 0;
}

// A heap with the worst kept score at its root; among equals the later item is worse.
static inline bool is_worse(const regen::Scored& a, const regen::Scored& b) {
  return a.score < b.score || (a.score == b.score && a.item > b.item);
}

static void sift(regen::Scored* heap, int64_t size, int64_t at) {
  const regen::Scored moved = heap[at];
  for (;;) {
    int64_t child = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && is_worse(heap[child + 1], heap[child])) ++child;
    if (!is_worse(heap[child], moved)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = moved;
}

static void offer(regen::RankedUser& user, float score, int32_t item) {
  regen::Scored* heap = user.best;
  if (user.size < user.capacity) {
    int64_t at = user.size++;
    const regen::Scored fresh{score, item};
    while (at > 0 && is_worse(fresh, heap[(at - 1) / 2])) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = fresh;
  } else if (is_worse(heap[0], {score, item})) {
    heap[0] = {score, item};
    sift(heap, user.size, 0);
  }
  if (user.size == user.capacity) {
    user.threshold = heap[0].score;
  }
}

static void look_closer(regen::RankedUser& user, const Floats* scores, int64_t first) {
  for (int64_t i = 0; i < kPanel; ++i) {
    const float score = scores[i / kLanes][i % kLanes];
    if (score != score) {
      user.is_number = false;
    } else if (score > user.threshold) {
      offer(user, score, static_cast<int32_t>(first + i));
    }
  }
}

template <int Rows>
RT_INLINE void rank_tile(const regen::RankingBlock& block, int64_t user, int64_t panel) {
  Floats scores[Rows][2];
  tile<Rows, 2>(block.users + user * block.width, block.width, 1, block.panels + panel * block.width * kPanel, kPanel,
                block.width, scores);
  const Floats first = load(block.bias + panel * kPanel);
  const Floats second = load(block.bias + panel * kPanel + kLanes);
  Ints closer[Rows];
  Ints anywhere = {};
  for (int r = 0; r < Rows; ++r) {
    scores[r][0] += first;
    scores[r][1] += second;
    regen::RankedUser& ranked = block.ranked[user + r];
    const Ints above = (scores[r][0] >= ranked.target) + (scores[r][1] >= ranked.target);
    *reinterpret_cast<LooseInts*>(ranked.above) -= above;  // true is -1
    // Not "greater": NaN has to come through as well.
    closer[r] = ~((scores[r][0] <= ranked.threshold) & (scores[r][1] <= ranked.threshold));
    anywhere |= closer[r];
  }
  if (any(anywhere)) {
    for (int r = 0; r < Rows; ++r) {
      if (any(closer[r])) {
        look_closer(block.ranked[user + r], scores[r], panel * kPanel);
      }
    }
  }
}

static void rank_block(const regen::RankingBlock& block) {
  for (int64_t panel = 0; panel < block.panel_count; ++panel) {  // it stays in the first cache while the users pass by
    int64_t user = 0;
    for (; user + kTileRows <= block.user_count; user += kTileRows) {
      rank_tile<kTileRows>(block, user, panel);
    }
    for (; user < block.user_count; ++user) {
      rank_tile<1>(block, user, panel);
    }
  }
}

// One score by the same sums in the same order as above, so that equal items score equal bits.
static float score_one(const regen::RankingBlock& block, int64_t user, int64_t item) {
  const int64_t panel = item / kPanel;
  Floats scores[1][2];
  tile<1, 2>(block.users + user * block.width, block.width, 1, block.panels + panel * block.width * kPanel, kPanel, block.width,
             scores);
  const int64_t lane = item % kPanel;
  return scores[0][lane / kLanes][lane % kLanes] + block.bias[item];
}

static void pack_items(const float* items, int64_t count, int64_t width, float* panels) {
  for (int64_t from = 0; from < count; from += kPanel) {
    float* panel = panels + from * width;
    for (int64_t i = 0; i < kPanel; ++i) {
      for (int64_t d = 0; d < width; ++d) {
        panel[d * kPanel + i] = from + i < count ? items[(from + i) * width + d] : 0;
      }
    }
  }
}

}  // namespace RT_SET
