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
    }
  }

  c10::OperatorHandle handle;
  std::vector<Wanted> wanted;
};

void push_default(torch::jit::Stack& stack, const c10::FunctionSchema& schema, size_t position) {
  const auto& argument = schema.arguments()[position];
  TORCH_CHECK(argument.default_value().has_value(), schema.name(), " needs a value for '", argument.name(), "'");
  stack.push_back(*argument.default_value());
}

void push_arguments(torch::jit::Stack& stack, const Operator& op, const rt_value* arguments, int32_t count) {
  const auto& schema = op.handle.schema();
  const size_t size = op.wanted.size();
  TORCH_CHECK(static_cast<size_t>(count) <= size, schema.name(), " takes ", size, " arguments, ", count, " were given");
  stack.reserve(size);
  for (size_t i = 0; i < size; ++i) {
    if (i >= static_cast<size_t>(count) || arguments[i].tag == RT_DEFAULT) {
      push_default(stack, schema, i);
    } else {
      stack.push_back(to_ivalue(arguments[i], op.wanted[i]));
    }
  }
}

// Hands the results over one by one; what was given out before a failure is taken back.
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
