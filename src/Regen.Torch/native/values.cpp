#include "values.h"

#include <cstdlib>

#include <ATen/core/Generator.h>
#include <ATen/core/jit_type.h>

#include "guard.h"

namespace regen {
namespace {

c10::TypePtr without_optional(c10::TypePtr type) {
  if (type->kind() == c10::TypeKind::OptionalType) {
    return type->expect<c10::OptionalType>()->getElementType();
  }
  return type;
}

c10::IValue integer_value(int64_t value, Wanted wanted) {
  switch (wanted) {
    case Wanted::real:
      return c10::IValue(static_cast<double>(value));
    case Wanted::integers:
      return c10::IValue(c10::List<int64_t>({value}));
    default:
      return c10::IValue(value);
  }
}

c10::IValue integer_list(const rt_value& value, Wanted wanted) {
  const auto* begin = static_cast<const int64_t*>(value.pointer);
  if (wanted == Wanted::reals) {
    c10::List<double> list;
    for (int32_t i = 0; i < value.length; ++i) {
      list.push_back(static_cast<double>(begin[i]));
    }
    return c10::IValue(std::move(list));
  }
  if (wanted == Wanted::booleans) {
    c10::List<bool> list;
    for (int32_t i = 0; i < value.length; ++i) {
      list.push_back(begin[i] != 0);
    }
    return c10::IValue(std::move(list));
  }
  c10::List<int64_t> list;
  list.reserve(value.length);
  for (int32_t i = 0; i < value.length; ++i) {
    list.push_back(begin[i]);
  }
  return c10::IValue(std::move(list));
}

c10::IValue tensor_list(const rt_value& value, Wanted wanted) {
  const auto* handles = static_cast<const rt_tensor*>(value.pointer);
  if (wanted == Wanted::optional_tensors) {
    c10::impl::GenericList list(c10::OptionalType::create(c10::TensorType::get()));
    list.reserve(value.length);
    for (int32_t i = 0; i < value.length; ++i) {
      list.push_back(handles[i] == nullptr ? c10::IValue() : c10::IValue(borrow(handles[i])));
    }
    return c10::IValue(std::move(list));
  }
  c10::List<at::Tensor> list;
  list.reserve(value.length);
  for (int32_t i = 0; i < value.length; ++i) {
    list.push_back(borrow(handles[i]));
  }
  return c10::IValue(std::move(list));
}

c10::IValue real_list(const rt_value& value) {
  const auto* begin = static_cast<const double*>(value.pointer);
  c10::List<double> list;
  list.reserve(value.length);
  for (int32_t i = 0; i < value.length; ++i) {
    list.push_back(begin[i]);
  }
  return c10::IValue(std::move(list));
}

rt_value tensor_list_result(c10::IValue&& value) {
  auto tensors = std::move(value).toTensorVector();
  rt_value result{RT_TENSORS, static_cast<int32_t>(tensors.size()), {0}};
  auto* handles = static_cast<rt_tensor*>(std::malloc(sizeof(rt_tensor) * (tensors.size() + 1)));
  if (handles == nullptr) {
    throw std::bad_alloc();
  }
  for (size_t i = 0; i < tensors.size(); ++i) {
    handles[i] = give(std::move(tensors[i]));
  }
  result.pointer = handles;
  return result;
}

}  // namespace

Wanted wanted_by(const c10::Argument& argument) {
  const auto type = without_optional(argument.type());
  if (type->kind() == c10::TypeKind::FloatType) {
    return Wanted::real;
  }
  if (type->kind() != c10::TypeKind::ListType) {
    return Wanted::anything;
  }
  const auto element = type->expect<c10::ListType>()->getElementType();
  switch (element->kind()) {
    case c10::TypeKind::FloatType:
      return Wanted::reals;
    case c10::TypeKind::BoolType:
      return Wanted::booleans;
    case c10::TypeKind::TensorType:
      return Wanted::tensors;
    case c10::TypeKind::OptionalType:
      return Wanted::optional_tensors;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType:
      return Wanted::integers;
    default:
      return Wanted::anything;
  }
}

c10::IValue to_ivalue(const rt_value& value, Wanted wanted) {
  switch (value.tag) {
    case RT_NONE:
      return c10::IValue();
    case RT_TENSOR:
      return c10::IValue(borrow(value.pointer));
    case RT_INT:
      return integer_value(value.integer, wanted);
    case RT_DOUBLE:
      return c10::IValue(value.real);
    case RT_BOOL:
      return c10::IValue(value.integer != 0);
    case RT_INTS:
      return integer_list(value, wanted);
    case RT_DOUBLES:
      return real_list(value);
    case RT_TENSORS:
      return tensor_list(value, wanted);
    case RT_STRING:
      return c10::IValue(std::string(static_cast<const char*>(value.pointer), value.length));
    case RT_DEVICE:
      return c10::IValue(c10::Device(static_cast<c10::DeviceType>(value.integer),
                                     static_cast<c10::DeviceIndex>(value.length)));
    case RT_GENERATOR:
      return c10::IValue(*static_cast<const at::Generator*>(value.pointer));
    default:
      TORCH_CHECK(false, "argument of unknown kind ", value.tag);
  }
}

rt_value from_ivalue(c10::IValue&& value) {
  if (value.isTensor()) {
    rt_value result{RT_TENSOR, 0, {0}};
    result.pointer = give(std::move(value).toTensor());
    return result;
  }
  if (value.isTensorList()) {
    return tensor_list_result(std::move(value));
  }
  if (value.isBool()) {
    return rt_value{RT_BOOL, 0, {value.toBool() ? 1 : 0}};
  }
  if (value.isInt()) {
    return rt_value{RT_INT, 0, {value.toInt()}};
  }
  if (value.isDouble()) {
    rt_value result{RT_DOUBLE, 0, {0}};
    result.real = value.toDouble();
    return result;
  }
  TORCH_CHECK(value.isNone(), "result of kind ", value.tagKind(), " has no place in the C ABI");
  return rt_value{RT_NONE, 0, {0}};
}

}  // namespace regen
