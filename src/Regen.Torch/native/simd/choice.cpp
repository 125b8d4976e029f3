// Which instruction set this processor gets.
#include "kernels.h"

namespace regen_base {
extern const regen::Kernels table;
}
#ifdef RT_HAS_V3
namespace regen_v3 {
extern const regen::Kernels table;
}
#endif
#ifdef RT_HAS_V4
namespace regen_v4 {
extern const regen::Kernels table;
}
#endif

namespace regen {
namespace {

const Kernels& choose() {
#ifdef RT_HAS_V4
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("fma")) {
    return regen_v4::table;
  }
#endif
#ifdef RT_HAS_V3
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) {
    return regen_v3::table;
  }
#endif
  return regen_base::table;
}

}  // namespace

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

}  // namespace regen
