// Attention of one head within one sequence, or of some queries over their own few keys, both ways. All of it is short and
// stays in the first caches.
#pragma once

#include "../attention_case.h"
#include "product.h"

namespace RT_SET {

RT_INLINE Words mix(Words x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  x ^= x >> 16;
  return x;
}

// Which of sixteen places from place on are kept: a hash of seed, row and place, the same in both directions.
RT_INLINE Floats kept(const regen::AttentionCase& one, int64_t row, int64_t place) {
  const uint32_t line = static_cast<uint32_t>((one.first_row + row) * one.heads + one.head);
  Words at = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  at += static_cast<uint32_t>(place);
  const Words drawn = mix(mix(at ^ static_cast<uint32_t>(one.seed)) + line * 0x9e3779b9u + static_cast<uint32_t>(one.seed >> 32));
  return drawn >= one.drop_below ? all(one.keep_scale) : all(0);
}

struct Room {
  int64_t queries, length, padded, width;  // padded and width are multiples of 16
  float *q, *k, *v, *turned, *weights, *slopes, *out, *outer;
};

static Room lay_out(const regen::AttentionCase& one, float* room) {
  Room r;
  r.length = one.keys.length + one.more.length;
  r.padded = (r.length + kLanes - 1) / kLanes * kLanes;
  r.width = (one.head_width + kLanes - 1) / kLanes * kLanes;
  r.queries = one.queries;
  const int64_t most = r.queries > r.length ? r.queries : r.length;
  r.q = room;
  r.k = r.q + r.queries * r.width;
  r.v = r.k + r.length * r.width;
  r.out = r.v + r.length * r.width;
  r.outer = r.out + most * r.width;
  r.turned = r.outer + r.queries * r.width;
  r.weights = r.turned + r.width * r.padded;
  r.slopes = r.weights + r.queries * r.padded;
  return r;
}

static void gather(const float* from, int64_t stride, int64_t length, int64_t width, int64_t padded, float* to) {
  for (int64_t i = 0; i < length; ++i) {
    for (int64_t c = 0; c < padded; ++c) {
      to[i * padded + c] = c < width ? from[i * stride + c] : 0;
    }
  }
}

template <bool Adds>
static void scatter_rows(const float* from, int64_t padded, int64_t length, int64_t width, float scale, float* to, int64_t stride) {
  for (int64_t i = 0; i < length; ++i) {
    for (int64_t c = 0; c < width; ++c) {
      const float value = from[i * padded + c] * scale;
      to[i * stride + c] = Adds ? to[i * stride + c] + value : value;
    }
  }
}

static void scatter(const float* from, int64_t padded, int64_t length, int64_t width, float scale, float* to, int64_t stride, bool adds) {
  if (adds) {
    scatter_rows<true>(from, padded, length, width, scale, to, stride);
  } else {
    scatter_rows<false>(from, padded, length, width, scale, to, stride);
  }
}

// [length, width] to [width, padded], zeros beyond the length.
static void turn(const float* from, const Room& r, float* to) {
  for (int64_t c = 0; c < r.width; ++c) {
    for (int64_t i = 0; i < r.padded; ++i) {
      to[c * r.padded + i] = i < r.length ? from[i * r.width + c] : 0;
    }
  }
}

static void softmax_rows(const regen::AttentionCase& one, const Room& r) {
  for (int64_t i = 0; i < r.queries; ++i) {
    float* row = r.weights + i * r.padded;
    for (int64_t j = 0; one.bias != nullptr && j < one.keys.length; ++j) {
      row[j] += one.bias[j] / one.scale;  // the scale comes below
    }
    const int64_t seen = one.is_causal ? i + 1 : r.length;
    for (int64_t j = seen; j < r.padded; ++j) {
      row[j] = -__builtin_inff();
    }
    Floats most = all(-__builtin_inff());
    for (int64_t j = 0; j < r.padded; j += kLanes) {
      most = larger(load(row + j), most);
    }
    const float middle = largest_of(most);
    Floats sum = all(0);
    for (int64_t j = 0; j < r.padded; j += kLanes) {
      const Floats value = exp_of((load(row + j) - middle) * one.scale);
      store(row + j, value);
      sum += value;
    }
    const float share = 1 / sum_of(sum);
    for (int64_t j = 0; j < r.padded; j += kLanes) {
      store(row + j, load(row + j) * share);
    }
  }
}

// Scores that are given for some keys, [length, queries] into the columns from place on of [queries, padded], or back.
static void take_scores(const regen::AttentionKeys& keys, const Room& r, int64_t place) {
  for (int64_t i = 0; i < r.queries; ++i) {
    for (int64_t j = 0; j < keys.length; ++j) {
      r.weights[i * r.padded + place + j] = keys.k[j * keys.row + i];
    }
  }
}

static void give_scores(const regen::AttentionKeys& keys, const Room& r, int64_t place, float scale) {
  for (int64_t j = 0; j < keys.length; ++j) {
    for (int64_t i = 0; i < r.queries; ++i) {
      const float value = r.slopes[i * r.padded + place + j] * scale;
      float* to = keys.k_gradient + j * keys.row + i;
      *to = keys.adds ? *to + value : value;
    }
  }
}

static void weigh(const regen::AttentionCase& one, const Room& r) {
  const int64_t d = one.head_width;
  const int64_t first = one.keys.length;
  gather(one.keys.v, one.keys.row, first, d, r.width, r.v);
  gather(one.more.v, one.more.row, one.more.length, d, r.width, r.v + first * r.width);
  if (one.q == nullptr) {
    take_scores(one.keys, r, 0);
    take_scores(one.more, r, first);
  } else {
    gather(one.q, one.q_row, r.queries, d, r.width, r.q);
    gather(one.keys.k, one.keys.row, first, d, r.width, r.k);
    gather(one.more.k, one.more.row, one.more.length, d, r.width, r.k + first * r.width);
    turn(r.k, r, r.turned);
    product({r.q, r.width, 1}, r.queries, r.turned, r.padded, r.width, r.weights, r.padded, r.padded);
  }
  softmax_rows(one, r);
}

// out = dropout(softmax(q kT * scale)) v
static void attend(const regen::AttentionCase& one, float* room) {
  const Room r = lay_out(one, room);
  weigh(one, r);
  if (one.drop_below > 0) {
    for (int64_t i = 0; i < r.queries; ++i) {
      for (int64_t j = 0; j < r.padded; j += kLanes) {
        float* at = r.weights + i * r.padded + j;
        store(at, load(at) * kept(one, i, j));
      }
    }
  }
  product({r.weights, r.padded, 1}, r.queries, r.v, r.width, r.length, r.out, r.width, r.width);
  scatter(r.out, r.width, r.queries, one.head_width, 1, one.out, one.out_row, false);
}

// From the gradient of out to those of q, k and v; the weights are made anew.
static void attend_back(const regen::AttentionCase& one, float* room) {
  const Room r = lay_out(one, room);
  const int64_t d = one.head_width;
  weigh(one, r);
  gather(one.outer, one.out_row, r.queries, d, r.width, r.outer);
  turn(r.v, r, r.turned);
  product({r.outer, r.width, 1}, r.queries, r.turned, r.padded, r.width, r.slopes, r.padded, r.padded);
  for (int64_t i = 0; i < r.queries; ++i) {
    float* weights = r.weights + i * r.padded;
    float* slopes = r.slopes + i * r.padded;
    Floats sum = all(0);
    for (int64_t j = 0; j < r.padded; j += kLanes) {
      const Floats slope = one.drop_below > 0 ? load(slopes + j) * kept(one, i, j) : load(slopes + j);
      store(slopes + j, slope);
      sum += slope * load(weights + j);
    }
    const float mean = sum_of(sum);
    for (int64_t j = 0; j < r.padded; j += kLanes) {
      const Floats weight = load(weights + j);
      store(slopes + j, weight * (load(slopes + j) - mean));
      store(weights + j, one.drop_below > 0 ? weight * kept(one, i, j) : weight);
    }
  }
  const int64_t first = one.keys.length;
  product({r.weights, 1, r.padded}, r.length, r.outer, r.width, r.queries, r.out, r.width, r.width);
  scatter(r.out, r.width, first, d, 1, one.keys.v_gradient, one.keys.row, one.keys.adds);
  scatter(r.out + first * r.width, r.width, one.more.length, d, 1, one.more.v_gradient, one.more.row, one.more.adds);
  if (one.q == nullptr) {
    give_scores(one.keys, r, 0, one.scale);
    give_scores(one.more, r, first, one.scale);
    return;
  }
  product({r.slopes, r.padded, 1}, r.queries, r.k, r.width, r.length, r.out, r.width, r.width);
  scatter(r.out, r.width, r.queries, d, one.scale, one.q_gradient, one.q_row, false);
  product({r.slopes, 1, r.padded}, r.length, r.q, r.width, r.queries, r.out, r.width, r.width);
  scatter(r.out, r.width, first, d, one.scale, one.keys.k_gradient, one.keys.row, one.keys.adds);
  scatter(r.out + first * r.width, r.width, one.more.length, d, one.scale, one.more.k_gradient, one.more.row, one.more.adds);
}

}  // namespace RT_SET
