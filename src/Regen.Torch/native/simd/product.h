// Products of small matrices that fit a core's cache, with the sums in registers: out = a b, a by broadcast, b in rows.
#pragma once

#include "vector.h"

namespace RT_SET {

#ifdef __AVX512F__
constexpr int64_t kTileRows = 12;  // rows of a tile of two vectors: 24 of 32 registers hold sums
#else
constexpr int64_t kTileRows = 4;
#endif

// Rows x (16 * Panels) of out; element (i, k) of a lies at i * a_row + k * a_column.
template <int Rows, int Panels>
RT_INLINE void tile(const float* a, int64_t a_row, int64_t a_column, const float* b, int64_t b_row, int64_t depth,
                    Floats (&sums)[Rows][Panels]) {
  for (int r = 0; r < Rows; ++r) {
    for (int p = 0; p < Panels; ++p) {
      sums[r][p] = all(0);
    }
  }
  for (int64_t k = 0; k < depth; ++k) {
    Floats right[Panels];
    for (int p = 0; p < Panels; ++p) {
      right[p] = load(b + k * b_row + p * kLanes);
    }
    for (int r = 0; r < Rows; ++r) {
      const Floats left = all(a[r * a_row + k * a_column]);
      for (int p = 0; p < Panels; ++p) {
        sums[r][p] += left * right[p];
      }
    }
  }
}

struct Left {
  const float* values;
  int64_t row, column;
};

template <int Rows, int Panels>
RT_INLINE void write_tile(Left a, const float* b, int64_t b_row, int64_t depth, float* out, int64_t out_row) {
  Floats sums[Rows][Panels];
  tile<Rows, Panels>(a.values, a.row, a.column, b, b_row, depth, sums);
  for (int r = 0; r < Rows; ++r) {
    for (int p = 0; p < Panels; ++p) {
      store(out + r * out_row + p * kLanes, sums[r][p]);
    }
  }
}

template <int Panels>
static void product_columns(Left a, int64_t rows, const float* b, int64_t b_row, int64_t depth, float* out, int64_t out_row) {
  int64_t i = 0;
  for (; i + 4 <= rows; i += 4) {
    write_tile<4, Panels>({a.values + i * a.row, a.row, a.column}, b, b_row, depth, out + i * out_row, out_row);
  }
  for (; i < rows; ++i) {
    write_tile<1, Panels>({a.values + i * a.row, a.row, a.column}, b, b_row, depth, out + i * out_row, out_row);
  }
}

// columns is a multiple of 16.
static inline void product(Left a, int64_t rows, const float* b, int64_t b_row, int64_t depth, float* out, int64_t out_row,
                           int64_t columns) {
  int64_t j = 0;
#ifdef __AVX512F__
  for (; j + 4 * kLanes <= columns; j += 4 * kLanes) {
    product_columns<4>(a, rows, b + j, b_row, depth, out + j, out_row);
  }
#endif
  for (; j < columns; j += kLanes) {
    product_columns<1>(a, rows, b + j, b_row, depth, out + j, out_row);
  }
}

}  // namespace RT_SET
