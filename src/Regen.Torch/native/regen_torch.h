// The C ABI of Regen.Torch. Every function that can fail returns a status; rt_last_error has the words.
// A tensor handle owns one reference to a TensorImpl; null is "no tensor".
#pragma once

#include <stdint.h>

#define RT_API extern "C" __attribute__((visibility("default")))

typedef int32_t rt_status;
enum { RT_OK = 0, RT_TORCH = 1, RT_MEMORY = 2, RT_OTHER = 3 };

typedef void* rt_tensor;
typedef void* rt_op;
typedef void* rt_generator;

enum rt_tag {
  RT_NONE = 0,         // an explicit None
  RT_TENSOR = 1,       // pointer: handle (null is an undefined tensor)
  RT_INT = 2,          // integer; also dtype, layout and memory format
  RT_DOUBLE = 3,       // real
  RT_BOOL = 4,         // integer 0 or 1
  RT_INTS = 5,         // pointer to int64, length
  RT_DOUBLES = 6,      // pointer to double, length
  RT_TENSORS = 7,      // pointer to handles, length; a null handle is None where the operator takes one
  RT_STRING = 8,       // pointer to UTF-8, length in bytes
  RT_DEVICE = 9,       // integer: device type, length: index
  RT_GENERATOR = 10,   // pointer
  RT_DEFAULT = 11      // what the operator's schema says
};

typedef struct rt_value {
  int32_t tag;
  int32_t length;
  union {
    int64_t integer;
    double real;
    void* pointer;
  };
} rt_value;

typedef struct rt_tensor_info {
  int64_t dimensions;
  int64_t elements;
  const int64_t* sizes;    // lives as long as the tensor keeps its shape
  const int64_t* strides;
  void* data;              // null for an empty tensor
  int32_t dtype;
  int32_t device_type;
  int32_t device_index;
  int32_t element_size;
  int32_t requires_grad;
  int32_t is_leaf;
  int32_t is_contiguous;
  int32_t is_sparse;
} rt_tensor_info;

typedef struct rt_adam {
  double learning_rate;
  double beta1;
  double beta2;
  double eps;
  double weight_decay;
  int32_t decoupled;  // AdamW: decay the weight, not the gradient
  int32_t maximize;
} rt_adam;

// errors
RT_API const char* rt_last_error();

// operators
RT_API rt_status rt_op_find(const char* name, const char* overload, rt_op* op);
RT_API rt_status rt_op_call(rt_op op, const rt_value* arguments, int32_t count, rt_value* results, int32_t capacity,
                            int32_t* returned);
RT_API void rt_free(void* memory);

// tensors
RT_API void rt_tensor_free(rt_tensor tensor);
RT_API rt_status rt_tensor_share(rt_tensor tensor, rt_tensor* same);
RT_API rt_status rt_tensor_describe(rt_tensor tensor, rt_tensor_info* info);
RT_API rt_status rt_tensor_wrap(void* data, const int64_t* sizes, int32_t dimensions, int32_t dtype,
                                void (*released)(void*), void* context, rt_tensor* tensor);

// autograd
RT_API rt_status rt_backward(const rt_tensor* roots, int32_t count, const rt_tensor* gradients, int32_t retain_graph,
                             int32_t create_graph, const rt_tensor* inputs, int32_t input_count);
RT_API rt_status rt_autograd_grad(const rt_tensor* outputs, int32_t output_count, const rt_tensor* inputs,
                                  int32_t input_count, const rt_tensor* gradients, int32_t retain_graph,
                                  int32_t create_graph, int32_t allow_unused, rt_tensor* results);
RT_API rt_status rt_gradient(rt_tensor tensor, rt_tensor* gradient);
RT_API rt_status rt_set_gradient(rt_tensor tensor, rt_tensor gradient);
RT_API rt_status rt_set_requires_grad(rt_tensor tensor, int32_t value);
RT_API rt_status rt_retain_grad(rt_tensor tensor);
RT_API int32_t rt_grad_mode();
RT_API void rt_set_grad_mode(int32_t enabled);
RT_API rt_status rt_inference_begin(int32_t enabled, void** guard);
RT_API void rt_inference_end(void* guard);
RT_API rt_status rt_set_detect_anomaly(int32_t enabled, int32_t check_nan);

// gives idle blocks of host memory back to the system
RT_API rt_status rt_release_idle_memory();

// training in one call
RT_API rt_status rt_adam_step(const rt_adam* options, int32_t count, const rt_tensor* parameters,
                              const rt_tensor* averages, const rt_tensor* squares, const rt_tensor* largest_squares,
                              int64_t* steps);
RT_API rt_status rt_clip_grad_norm(int32_t count, const rt_tensor* parameters, double max_norm, double norm_type,
                                   double* norm);
RT_API rt_status rt_zero_grad(int32_t count, const rt_tensor* parameters, int32_t set_to_none);

// random state
RT_API rt_status rt_manual_seed(uint64_t seed);
RT_API rt_status rt_generator_default(int32_t device_type, int32_t device_index, rt_generator* generator);
RT_API rt_status rt_generator_new(int32_t device_type, int32_t device_index, uint64_t seed, rt_generator* generator);
RT_API void rt_generator_free(rt_generator generator);
RT_API rt_status rt_generator_seed(rt_generator generator, uint64_t seed);
RT_API rt_status rt_generator_reseed(rt_generator generator, uint64_t* seed);
RT_API rt_status rt_generator_initial_seed(rt_generator generator, uint64_t* seed);
RT_API rt_status rt_generator_state(rt_generator generator, rt_tensor* state);
RT_API rt_status rt_generator_set_state(rt_generator generator, rt_tensor state);

// threads, devices, build
RT_API int32_t rt_threads();
RT_API rt_status rt_set_threads(int32_t count);
RT_API int32_t rt_device_count(int32_t device_type);
RT_API rt_status rt_synchronize(int32_t device_type, int32_t device_index);
RT_API const char* rt_version();
RT_API rt_status rt_build_info(const char** text);

// where the processor time goes; one profile at a time, of every thread
RT_API rt_status rt_profile_begin();
// A line for each operator: name, calls and own nanoseconds of processor time, between tabs. The first line has no name and the
// time of the whole process. Lives until the thread's next profile.
RT_API rt_status rt_profile_end(const char** table);
