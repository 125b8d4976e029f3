// Where the processor time goes, by operator: through the same hook as libtorch's own profiler, but summed as it comes,
// so that hours cost no memory. Nothing is called while no profile runs.
#include <cstring>
#include <ctime>
#include <map>
#include <mutex>
#include <string>

#include <ATen/record_function.h>

#include "guard.h"

using regen::guard;

namespace {

struct Sum {
  int64_t calls = 0;
  int64_t own = 0;  // nanoseconds without those of the operators inside
};

struct Less {
  using is_transparent = void;
  bool operator()(const std::string& one, const std::string& other) const { return one < other; }
  bool operator()(const std::string& one, const char* other) const { return std::strcmp(one.c_str(), other) < 0; }
  bool operator()(const char* one, const std::string& other) const { return std::strcmp(one, other.c_str()) < 0; }
};

struct Call : at::ObserverContext {
  Call* outer = nullptr;
  int64_t begun = 0;
  int64_t inside = 0;
};

std::mutex lock;
std::map<std::string, Sum, Less> sums;
at::CallbackHandle running = 0;  // 0 while no profile runs
int64_t process_before = 0;
thread_local Call* innermost = nullptr;

int64_t nanoseconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<int64_t>(now.tv_sec) * 1000000000 + now.tv_nsec;
}

std::unique_ptr<at::ObserverContext> enter(const at::RecordFunction&) {
  auto call = std::make_unique<Call>();
  call->outer = innermost;
  innermost = call.get();
  call->begun = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  return call;
}

void leave(const at::RecordFunction& function, at::ObserverContext* context) {
  auto* call = static_cast<Call*>(context);
  const int64_t all = nanoseconds(CLOCK_THREAD_CPUTIME_ID) - call->begun;
  innermost = call->outer;
  if (innermost != nullptr) {
    innermost->inside += all;
  }
  std::lock_guard<std::mutex> held(lock);
  auto found = sums.find(function.name());
  if (found == sums.end()) {
    found = sums.emplace(function.name(), Sum()).first;
  }
  ++found->second.calls;
  found->second.own += all - call->inside;
}

}  // namespace

RT_API rt_status rt_profile_begin() {
  return guard([&] {
    TORCH_CHECK(running == 0, "a profile runs already");
    sums.clear();
    process_before = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    running = at::addGlobalCallback(at::RecordFunctionCallback(enter, leave)
                                        .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}));
  });
}

RT_API rt_status rt_profile_end(const char** table) {
  return guard([&] {
    TORCH_CHECK(running != 0, "no profile runs");
    at::removeCallback(running);
    running = 0;
    thread_local std::string text;
    text = "\t0\t" + std::to_string(nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - process_before) + "\n";
    std::lock_guard<std::mutex> held(lock);
    for (const auto& sum : sums) {
      text += sum.first + "\t" + std::to_string(sum.second.calls) + "\t" + std::to_string(sum.second.own) + "\n";
    }
    *table = text.c_str();
  });
}
