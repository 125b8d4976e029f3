// rt_value on one side, IValue on the other, with the operator's schema in between.
#pragma once

#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>

#include "regen_torch.h"

namespace regen {

// What an argument wants to be, read once per operator from its schema.
enum class Wanted : uint8_t { anything, real, integers, reals, booleans, tensors, optional_tensors };

Wanted wanted_by(const c10::Argument& argument);

c10::IValue to_ivalue(const rt_value& value, Wanted wanted);

rt_value from_ivalue(c10::IValue&& value);

}  // namespace regen
