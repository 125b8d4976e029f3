// Sixteen floats at a time in GCC's vector extensions: one source for AVX-512, AVX2, SSE2 and NEON. Nothing here or in
// the kernels may use the standard library's templates: these files are compiled once for each instruction set, and a
// shared template instance would carry one set's instructions into another's code.
#pragma once

#include <stdint.h>

#define RT_INLINE static inline __attribute__((always_inline))

namespace RT_SET {

constexpr int64_t kLanes = 16;

typedef float Floats __attribute__((vector_size(64)));
typedef int32_t Ints __attribute__((vector_size(64)));
typedef uint32_t Words __attribute__((vector_size(64)));
typedef uint16_t Halves __attribute__((vector_size(32)));
typedef float LooseFloats __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t LooseInts __attribute__((vector_size(64), aligned(4), may_alias));
typedef uint16_t LooseHalves __attribute__((vector_size(32), aligned(2), may_alias));

// bfloat16 as it lies in memory.
struct Half {
  uint16_t bits;
};

RT_INLINE Floats all(float v) { return Floats{v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v}; }

RT_INLINE Floats load(const float* from) { return *reinterpret_cast<const LooseFloats*>(from); }

RT_INLINE Floats load(const Half* from) {
  const Halves bits = *reinterpret_cast<const LooseHalves*>(from);
  return (Floats)(__builtin_convertvector(bits, Words) << 16);
}

RT_INLINE void store(float* to, Floats values) { *reinterpret_cast<LooseFloats*>(to) = values; }

// Rounds to the nearest, ties to even; NaN stays NaN.
RT_INLINE void store(Half* to, Floats values) {
  const Words bits = (Words)values;
  const Words rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  const Words kept = (values == values) ? rounded : (bits >> 16) | 0x40;
  *reinterpret_cast<LooseHalves*>(to) = __builtin_convertvector(kept, Halves);
}

// The first count values, and fill in the other lanes.
template <class T>
RT_INLINE Floats load_some(const T* from, int64_t count, float fill) {
  T lanes[kLanes];
  for (int64_t i = 0; i < kLanes; ++i) {
    lanes[i] = from[i < count ? i : 0];
  }
  Floats values = load(lanes);
  for (int64_t i = 0; i < kLanes; ++i) {
    values[i] = i < count ? values[i] : fill;
  }
  return values;
}

template <class T>
RT_INLINE void store_some(T* to, Floats values, int64_t count) {
  T lanes[kLanes];
  store(lanes, values);
  for (int64_t i = 0; i < count; ++i) {
    to[i] = lanes[i];
  }
}

RT_INLINE Floats larger(Floats a, Floats b) { return a > b ? a : b; }

RT_INLINE float sum_of(Floats values) {
  float eight[8], four[4];
  for (int i = 0; i < 8; ++i) eight[i] = values[i] + values[i + 8];
  for (int i = 0; i < 4; ++i) four[i] = eight[i] + eight[i + 4];
  return (four[0] + four[2]) + (four[1] + four[3]);
}

RT_INLINE float largest_of(Floats values) {
  float found = values[0];
  for (int i = 1; i < kLanes; ++i) found = values[i] > found ? values[i] : found;
  return found;
}

// e to the x, within about one unit in the last place; 0 below -87, infinity kept out by callers (x is at most 88).
// Cody and Waite's reduction by ln 2 in two parts, then the Taylor polynomial on [-ln 2 / 2, ln 2 / 2].
RT_INLINE Floats exp_of(Floats x) {
  const Floats bounded = x < -87.0f ? all(-87.0f) : x;
  const Floats shift = all(12582912.0f);  // 1.5 * 2^23: adding it rounds to a whole number
  const Floats shifted = bounded * 1.44269504088896341f + shift;
  const Floats whole = shifted - shift;
  const Floats rest = (bounded - whole * 0.693359375f) - whole * -2.12194440e-4f;
  Floats value = all(1.0f / 5040);
  value = value * rest + 1.0f / 720;
  value = value * rest + 1.0f / 120;
  value = value * rest + 1.0f / 24;
  value = value * rest + 1.0f / 6;
  value = value * rest + 0.5f;
  value = value * rest + 1.0f;
  value = value * rest + 1.0f;
  const Ints exponent = ((Ints)shifted - (Ints)shift) << 23;
  const Floats scaled = (Floats)((Ints)value + exponent);
  return x < -87.0f ? all(0) : (x == x ? scaled : x);
}

}  // namespace RT_SET
