// Full ranking in host memory: users by items in blocks, counted and listed as the scores come out of the registers.
#include <algorithm>
#include <limits>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#include "ranking.h"
#include "simd/kernels.h"

namespace regen {
namespace {

constexpr int64_t kPanelItems = 32;
constexpr int64_t kUsersAtOnce = 240;  // their vectors fit the second cache beside some panels
constexpr float kLowest = -std::numeric_limits<float>::infinity();

struct Lists {
  const float* users;
  const int64_t *targets, *seen, *offsets;
  int64_t width, item_count, k;
  int64_t* ranks;   // [B, 2]
  int64_t* items;   // [B, 2, k]
  float* scores;    // [B, 2, k]
};

class UserBlock {
 public:
  UserBlock(const Lists& lists, const RankingBlock& items, int64_t first, int64_t count)
      : lists_(lists), block_(items), first_(first), users_(count) {
    block_.users = lists.users + first * lists.width;
    block_.user_count = count;
    int64_t room = 0;
    for (int64_t i = 0; i < count; ++i) {
      room += capacity(first + i);
    }
    best_.resize(room);
    room = 0;
    for (int64_t i = 0; i < count; ++i) {
      const int64_t target = lists.targets[first + i];
      users_[i] = {0, kLowest, {}, best_.data() + room, 0, capacity(first + i), true};
      users_[i].target = target < 0 ? std::numeric_limits<float>::infinity() : kernels().score(block_, i, target);
      users_[i].threshold = users_[i].capacity == 0 ? std::numeric_limits<float>::infinity() : kLowest;
      room += users_[i].capacity;
    }
    block_.ranked = users_.data();
  }

  void run() {
    kernels().rank(block_);
    for (size_t i = 0; i < users_.size(); ++i) {
      close(static_cast<int64_t>(i));
    }
  }

 private:
  // Enough for k unseen ones whatever is seen.
  int64_t capacity(int64_t user) const {
    return lists_.k == 0 ? 0 : std::min(lists_.item_count, lists_.k + lists_.offsets[user + 1] - lists_.offsets[user]);
  }

  void close(int64_t i) {
    const int64_t user = first_ + i;
    RankedUser& ranked = users_[i];
    std::vector<int64_t> seen(lists_.seen + lists_.offsets[user], lists_.seen + lists_.offsets[user + 1]);
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    int64_t* ranks = lists_.ranks + 2 * user;
    const int64_t target = lists_.targets[user];
    const bool is_number = ranked.is_number && ranked.target == ranked.target;
    if (!is_number || target < 0) {
      ranks[0] = ranks[1] = is_number ? -1 : 0;
    } else {
      const int64_t beyond = ranked.target == kLowest ? block_.panel_count * kPanelItems - lists_.item_count : 0;
      ranks[0] = ranked.rank() - beyond;
      ranks[1] = ranks[0];
      for (const int64_t item : seen) {
        ranks[1] -= item != target && kernels().score(block_, i, item) >= ranked.target ? 1 : 0;
      }
    }
    std::sort(ranked.best, ranked.best + ranked.size, [](const Scored& a, const Scored& b) {
      return a.score > b.score || (a.score == b.score && a.item < b.item);
    });
    list(user, ranked, {}, 0);
    list(user, ranked, seen, 1);
  }

  void list(int64_t user, const RankedUser& ranked, const std::vector<int64_t>& seen, int64_t column) const {
    int64_t* items = lists_.items + (2 * user + column) * lists_.k;
    float* scores = lists_.scores + (2 * user + column) * lists_.k;
    int64_t written = 0;
    for (int64_t i = 0; i < ranked.size && written < lists_.k; ++i) {
      const Scored& one = ranked.best[i];
      if (!std::binary_search(seen.begin(), seen.end(), static_cast<int64_t>(one.item))) {
        items[written] = one.item;
        scores[written++] = one.score;
      }
    }
  }

  const Lists& lists_;
  RankingBlock block_;
  int64_t first_;
  std::vector<RankedUser> users_;
  std::vector<Scored> best_;
};

bool is_plain(const at::Tensor& values, at::ScalarType type) {
  return values.is_cpu() && values.scalar_type() == type && values.is_contiguous();
}

}  // namespace

at::Tensor pack_items(const at::Tensor& items) {
  TORCH_CHECK(items.dim() == 2 && is_plain(items, at::kFloat), "pack_items takes items [V, D], float32 in host memory without gaps");
  const int64_t panels = (items.size(0) + kPanelItems - 1) / kPanelItems;
  auto packed = at::empty({panels, items.size(1), kPanelItems}, items.options());
  kernels().pack_items(items.data_ptr<float>(), items.size(0), items.size(1), packed.data_ptr<float>());
  return packed;
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> rank_packed(const at::Tensor& users, const at::Tensor& panels,
                                                           const at::Tensor& bias, const at::Tensor& targets,
                                                           const at::Tensor& seen, const at::Tensor& offsets, int64_t k) {
  TORCH_CHECK(users.dim() == 2 && is_plain(users, at::kFloat), "rank_packed takes users [B, D], float32 in host memory without gaps");
  TORCH_CHECK(panels.dim() == 3 && panels.size(1) == users.size(1) && panels.size(2) == kPanelItems && is_plain(panels, at::kFloat),
              "rank_packed takes what pack_items made of items as wide as the users");
  const int64_t count = bias.numel();
  const int64_t rows = users.size(0);
  TORCH_CHECK(is_plain(bias, at::kFloat) && count <= panels.size(0) * kPanelItems && count > (panels.size(0) - 1) * kPanelItems,
              "rank_packed takes one bias an item");
  TORCH_CHECK(is_plain(targets, at::kLong) && is_plain(seen, at::kLong) && is_plain(offsets, at::kLong) &&
                  targets.numel() == rows && offsets.numel() == rows + 1,
              "rank_packed takes int64 targets [B], seen items and offsets [B + 1]");
  const auto check = [count](const at::Tensor& numbers, int64_t least) {
    for (int64_t i = 0; i < numbers.numel(); ++i) {
      const int64_t item = numbers.data_ptr<int64_t>()[i];
      TORCH_CHECK(item >= least && item < count, item, " is not one of ", count, " items");
    }
  };
  check(targets, -1);
  check(seen, 0);
  std::vector<float> padded(panels.size(0) * kPanelItems, kLowest);
  std::copy_n(bias.data_ptr<float>(), count, padded.begin());
  auto ranks = at::empty({rows, 2}, targets.options());
  auto items = at::full({rows, 2, k}, -1, targets.options());
  auto scores = at::full({rows, 2, k}, kLowest, users.options());
  const Lists lists{users.data_ptr<float>(),     targets.data_ptr<int64_t>(), seen.data_ptr<int64_t>(),
                    offsets.data_ptr<int64_t>(), users.size(1),               count,
                    k,                           ranks.data_ptr<int64_t>(),   items.data_ptr<int64_t>(),
                    scores.data_ptr<float>()};
  const RankingBlock block{nullptr, 0, users.size(1), panels.data_ptr<float>(), panels.size(0), padded.data(), nullptr};
  const int64_t threads = std::max<int64_t>(1, at::get_num_threads());
  // As many blocks for each thread as for the others, or the last one leaves them idle.
  const int64_t rounds = std::max<int64_t>(1, (rows + kUsersAtOnce * threads - 1) / (kUsersAtOnce * threads));
  const int64_t step = std::max<int64_t>(12, (rows + rounds * threads - 1) / (rounds * threads));
  at::parallel_for(0, (rows + step - 1) / step, 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      UserBlock(lists, block, i * step, std::min(step, rows - i * step)).run();
    }
  });
  return {ranks, items, scores};
}

}  // namespace regen
