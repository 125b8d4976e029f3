// The boxed dispatcher call that reaches every operator of libtorch.
#include <cstdlib>
#include <vector>

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include "guard.h"
#include "values.h"

namespace regen {
namespace {

struct Operator {
  explicit Operator(c10::OperatorHandle found) : handle(std::move(found)) {
    for (const auto& argument : handle.schema().arguments()) {
      wanted.push_back(wanted_by(argument));
      defaults.push_back(argument.default_value().has_value() ? *argument.default_value() : c10::IValue());
    }
  }

  c10::OperatorHandle handle;
  std::vector<Wanted> wanted;
  std::vector<c10::IValue> defaults;  // None where the schema has none

  void require_default(size_t position) const {
    const auto& argument = handle.schema().arguments()[position];
    TORCH_CHECK(argument.default_value().has_value(), handle.schema().name(), " needs a value for '", argument.name(),
                "'");
  }
};

void push_arguments(torch::jit::Stack& stack, const Operator& op, const rt_value* arguments, int32_t count) {
  const size_t size = op.wanted.size();
  TORCH_CHECK(static_cast<size_t>(count) <= size, op.handle.schema().name(), " takes ", size, " arguments, ", count,
              " were given");
  stack.reserve(size);
  for (size_t i = 0; i < size; ++i) {
    if (i >= static_cast<size_t>(count) || arguments[i].tag == RT_DEFAULT) {
      if (op.defaults[i].isNone()) {
        op.require_default(i);
      }
      stack.push_back(op.defaults[i]);
    } else {
      stack.push_back(to_ivalue(arguments[i], op.wanted[i]));
    }
  }
}

// Results beyond the capacity are dropped with the stack: a caller of an in-place operator wants none.
int32_t give_results(torch::jit::Stack& stack, rt_value* results, int32_t capacity) {
  const int32_t count = std::min(static_cast<int32_t>(stack.size()), capacity);
  for (int32_t i = 0; i < count; ++i) {
    results[i] = from_ivalue(std::move(stack[i]));
  }
  return count;
}

}  // namespace
}  // namespace regen

using regen::guard;

RT_API rt_status rt_op_find(const char* name, const char* overload, rt_op* op) {
  return guard([&] {
    *op = new regen::Operator(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
  });
}

RT_API rt_status rt_op_call(rt_op op, const rt_value* arguments, int32_t count, rt_value* results, int32_t capacity,
                            int32_t* returned) {
  return guard([&] {
    const auto& known = *static_cast<const regen::Operator*>(op);
    torch::jit::Stack stack;
    regen::push_arguments(stack, known, arguments, count);
    known.handle.callBoxed(&stack);
    *returned = regen::give_results(stack, results, capacity);
  });
}

RT_API void rt_free(void* memory) { std::free(memory); }
