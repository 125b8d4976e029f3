// Host memory for tensors. A training step asks for the same large buffers again and again, and the C library returns each
// of them to the system: the pages are then faulted in and zeroed anew. Large blocks are kept for the next taker instead,
// up to a limit, and lie on huge pages where the system grants them.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>

#include <sys/mman.h>
#include <unistd.h>

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <torch/version.h>

#include "guard.h"

#if TORCH_VERSION_MAJOR < 2  // later versions of libtorch have another interface, and keep their own allocator

namespace regen {
namespace {

constexpr size_t kHeader = 64;  // keeps libtorch's alignment
constexpr size_t kLarge = size_t(1) << 20;
constexpr size_t kHuge = size_t(2) << 20;

struct Header {
  size_t bytes;  // of the whole block when it is mapped, 0 when the C library gave it
};

class Store {
 public:
  void* take(size_t bytes) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = idle_.lower_bound(bytes);
    if (found == idle_.end() || found->first > bytes + bytes / 4) {
      return nullptr;
    }
    void* block = found->second.block;
    idle_bytes_ -= found->first;
    idle_.erase(found);
    return block;
  }

  void give(void* block, size_t bytes) {
    std::lock_guard<std::mutex> lock(mutex_);
    idle_.emplace(bytes, Idle{block, ++clock_});
    idle_bytes_ += bytes;
    while (idle_bytes_ > limit_) {
      drop_oldest();
    }
  }

  void clear() {
    std::lock_guard<std::mutex> lock(mutex_);
    while (!idle_.empty()) {
      drop_oldest();
    }
  }

 private:
  struct Idle {
    void* block;
    uint64_t since;
  };

  static size_t limit() {
    const size_t memory = static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
    return std::min(size_t(1) << 30, memory / 16);
  }

  void drop_oldest() {
    const auto oldest = std::min_element(idle_.begin(), idle_.end(), [](const auto& a, const auto& b) {
      return a.second.since < b.second.since;
    });
    munmap(oldest->second.block, oldest->first);
    idle_bytes_ -= oldest->first;
    idle_.erase(oldest);
  }

  std::mutex mutex_;
  std::multimap<size_t, Idle> idle_;
  size_t idle_bytes_ = 0;
  const size_t limit_ = limit();
  uint64_t clock_ = 0;
};

Store& store() {
  static Store* kept = new Store;  // never destroyed: tensors may be freed while the process ends
  return *kept;
}

void* map(size_t bytes) {
  void* block = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  TORCH_CHECK(block != MAP_FAILED, "out of host memory: ", bytes, " bytes were asked for");
#ifdef MADV_HUGEPAGE
  if (bytes >= 2 * kHuge) {
    madvise(block, bytes, MADV_HUGEPAGE);  // a wish: without it the pages are small
  }
#endif
  return block;
}

void* take(size_t bytes) {
  char* block = nullptr;
  size_t whole = 0;
  if (bytes + kHeader >= kLarge) {
    const size_t step = bytes < 8 * kHuge ? kLarge / 4 : kHuge;
    whole = (bytes + kHeader + step - 1) / step * step;
    block = static_cast<char*>(store().take(whole));
    if (block == nullptr) {
      block = static_cast<char*>(map(whole));
    } else {
      whole = reinterpret_cast<Header*>(block)->bytes;
    }
  } else {
    void* small = nullptr;
    TORCH_CHECK(posix_memalign(&small, kHeader, bytes + kHeader) == 0, "out of host memory: ", bytes, " bytes were asked for");
    block = static_cast<char*>(small);
  }
  reinterpret_cast<Header*>(block)->bytes = whole;
  return block + kHeader;
}

void give_back(void* data) {
  if (data == nullptr) {
    return;
  }
  char* block = static_cast<char*>(data) - kHeader;
  const size_t whole = reinterpret_cast<Header*>(block)->bytes;
  if (whole > 0) {
    store().give(block, whole);
  } else {
    free(block);
  }
}

struct KeepingAllocator final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) const override {
    void* data = bytes == 0 ? nullptr : take(bytes);
    return {data, data, &give_back, c10::Device(c10::DeviceType::CPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }
};

struct Installed {
  Installed() {
    static KeepingAllocator* allocator = new KeepingAllocator;
    c10::SetCPUAllocator(allocator, 1);
  }
};

const Installed installed;

}  // namespace
}  // namespace regen

RT_API rt_status rt_release_idle_memory() {
  return regen::guard([] { regen::store().clear(); });
}

#else

RT_API rt_status rt_release_idle_memory() { return RT_OK; }

#endif
