// Errors, random state, threads, devices and what this libtorch was built with.
#include <atomic>
#include <string>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/core/Generator.h>
#include <c10/core/Stream.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/version.h>

#include "guard.h"

using regen::borrow;
using regen::give;
using regen::guard;

namespace regen {
namespace {

thread_local std::string last_error;
std::atomic<int> wanted_threads{0};
thread_local int adopted_threads = 0;

}  // namespace

rt_status fail(rt_status status, const char* text) noexcept {
  // A message may be long (stack of schemas): the first line says it.
  try {
    last_error.assign(text);
    const auto end = last_error.find('\n');
    if (end != std::string::npos) {
      last_error.resize(end);
    }
  } catch (...) {
    last_error.clear();
  }
  return status;
}

void adopt_threads() {
  const int wanted = wanted_threads.load(std::memory_order_relaxed);
  if (wanted != adopted_threads) {
    at::set_num_threads(wanted);
    adopted_threads = wanted;
  }
}

}  // namespace regen

namespace {

at::Generator& generator(rt_generator handle) { return *static_cast<at::Generator*>(handle); }

c10::Device device(int32_t type, int32_t index) {
  return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

}  // namespace

RT_API const char* rt_last_error() { return regen::last_error.c_str(); }

RT_API rt_status rt_manual_seed(uint64_t seed) {
  return guard([&] { at::manual_seed(seed); });
}

RT_API rt_status rt_generator_default(int32_t device_type, int32_t device_index, rt_generator* found) {
  return guard([&] {
    *found = new at::Generator(at::globalContext().defaultGenerator(device(device_type, device_index)));
  });
}

RT_API rt_status rt_generator_new(int32_t device_type, int32_t device_index, uint64_t seed, rt_generator* made) {
  return guard([&] {
    const auto place = device(device_type, device_index);
    auto fresh = at::globalContext().defaultGenerator(place).clone();
    fresh.set_current_seed(seed);
    *made = new at::Generator(std::move(fresh));
  });
}

RT_API void rt_generator_free(rt_generator handle) { delete static_cast<at::Generator*>(handle); }

RT_API rt_status rt_generator_seed(rt_generator handle, uint64_t seed) {
  return guard([&] {
    std::lock_guard<std::mutex> lock(generator(handle).mutex());
    generator(handle).set_current_seed(seed);
  });
}

RT_API rt_status rt_generator_reseed(rt_generator handle, uint64_t* seed) {
  return guard([&] {
    std::lock_guard<std::mutex> lock(generator(handle).mutex());
    *seed = generator(handle).seed();
  });
}

RT_API rt_status rt_generator_initial_seed(rt_generator handle, uint64_t* seed) {
  return guard([&] { *seed = generator(handle).current_seed(); });
}

RT_API rt_status rt_generator_state(rt_generator handle, rt_tensor* state) {
  return guard([&] { *state = give(generator(handle).get_state()); });
}

RT_API rt_status rt_generator_set_state(rt_generator handle, rt_tensor state) {
  return guard([&] {
    std::lock_guard<std::mutex> lock(generator(handle).mutex());
    generator(handle).set_state(borrow(state));
  });
}

RT_API int32_t rt_threads() { return at::get_num_threads(); }

RT_API rt_status rt_set_threads(int32_t count) {
  return guard([&] {
    TORCH_CHECK(count > 0, "a number of threads is at least 1, not ", count);
    regen::wanted_threads.store(count);
    regen::adopt_threads();
  });
}

RT_API int32_t rt_device_count(int32_t device_type) {
  const auto type = static_cast<c10::DeviceType>(device_type);
  return c10::impl::hasDeviceGuardImpl(type) ? c10::impl::getDeviceGuardImpl(type)->deviceCount() : 0;
}

RT_API rt_status rt_synchronize(int32_t device_type, int32_t device_index) {
  return guard([&] {
    const auto type = static_cast<c10::DeviceType>(device_type);
    const auto* place = c10::impl::getDeviceGuardImpl(type);
    const auto index = device_index < 0 ? place->getDevice().index() : static_cast<c10::DeviceIndex>(device_index);
    place->getStream(c10::Device(type, index)).synchronize();
  });
}

RT_API const char* rt_version() { return TORCH_VERSION; }

RT_API rt_status rt_build_info(const char** text) {
  return guard([&] {
    thread_local std::string info;
    info = at::show_config() + "\n" + at::get_parallel_info();
    *text = info.c_str();
  });
}
