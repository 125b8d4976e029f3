// The single amounts that are added to a head's scores, sorted so that each block of scores finds its own.
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include "head.h"

namespace regen {

class HeadExtras {
 public:
  void sort(const Head& head, int64_t block_size, int64_t item_count) {
    if (!head.extra_values.defined()) {
      return;
    }
    block_size_ = block_size;
    values_ = head.extra_values.contiguous();
    blocks_.resize((item_count + block_size - 1) / block_size);
    const auto rows = head.extra_rows.contiguous();
    const auto items = head.extra_items.contiguous();
    for (int64_t i = 0; i < rows.numel(); ++i) {
      const Extra one{rows.data_ptr<int64_t>()[i], items.data_ptr<int64_t>()[i], i};
      TORCH_CHECK(one.row >= 0 && one.row < head.hidden.size(0) && one.item >= 0 && one.item < item_count, "extra value ", i,
                  " is outside the scores");
      blocks_[one.item / block_size].push_back(one);
    }
  }

  // Adds the amounts of block i to its scores [rows, columns], the first row of which is row from.
  void add(at::Tensor& scores, int64_t i, int64_t from, int64_t columns) const {
    each(i, from, scores.size(0), columns, [&](int64_t at, int64_t entry) {
      scores.data_ptr<float>()[at] += values_.data_ptr<float>()[entry];
    });
  }

  // Reads what the scores' gradient says of each amount.
  void read(const at::Tensor& slope, int64_t i, int64_t from, int64_t columns, at::Tensor& gradient) const {
    each(i, from, slope.size(0), columns, [&](int64_t at, int64_t entry) {
      gradient.data_ptr<float>()[entry] = slope.data_ptr<float>()[at];
    });
  }

 private:
  struct Extra {
    int64_t row, item, entry;
  };

  template <class Body>
  void each(int64_t i, int64_t from, int64_t rows, int64_t columns, Body body) const {
    if (!values_.defined()) {
      return;
    }
    for (const auto& one : blocks_[i]) {
      if (one.row >= from && one.row < from + rows) {
        body((one.row - from) * columns + one.item - i * block_size_, one.entry);
      }
    }
  }

  int64_t block_size_ = 1;
  at::Tensor values_;
  std::vector<std::vector<Extra>> blocks_;
};

}  // namespace regen
