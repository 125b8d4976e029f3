using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The C ABI of native/regen_torch.h, in its order. No logic.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "regen_torch";

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial byte* rt_last_error();

    // operators
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Status rt_op_find(string name, string overload, out nint op);

    [LibraryImport(Library)]
    internal static partial Status rt_op_call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity, int* returned);

    [LibraryImport(Library)]
    internal static partial Status rt_release_idle_memory();

    [LibraryImport(Library)]
    internal static partial void rt_free(nint memory);

    // tensors
    [LibraryImport(Library)]
    internal static partial void rt_tensor_free(nint tensor);

    [LibraryImport(Library)]
    internal static partial Status rt_tensor_share(nint tensor, out nint same);

    [LibraryImport(Library)]
    internal static partial Status rt_tensor_describe(nint tensor, out TensorInfo info);

    [LibraryImport(Library)]
    internal static partial Status rt_tensor_wrap(
        void* data, long* sizes, int dimensions, int dtype, delegate* unmanaged<nint, void> released, nint context, out nint tensor);

    // autograd
    [LibraryImport(Library)]
    internal static partial Status rt_backward(
        nint* roots, int count, nint* gradients, int retainGraph, int createGraph, nint* inputs, int inputCount);

    [LibraryImport(Library)]
    internal static partial Status rt_autograd_grad(
        nint* outputs, int outputCount, nint* inputs, int inputCount, nint* gradients, int retainGraph, int createGraph, int allowUnused, nint* results);

    [LibraryImport(Library)]
    internal static partial Status rt_gradient(nint tensor, out nint gradient);

    [LibraryImport(Library)]
    internal static partial Status rt_set_gradient(nint tensor, nint gradient);

    [LibraryImport(Library)]
    internal static partial Status rt_set_requires_grad(nint tensor, int value);

    [LibraryImport(Library)]
    internal static partial Status rt_retain_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int rt_grad_mode();

    [LibraryImport(Library)]
    internal static partial void rt_set_grad_mode(int enabled);

    [LibraryImport(Library)]
    internal static partial Status rt_inference_begin(int enabled, out nint guard);

    [LibraryImport(Library)]
    internal static partial void rt_inference_end(nint guard);

    [LibraryImport(Library)]
    internal static partial Status rt_set_detect_anomaly(int enabled, int checkNan);

    // training in one call
    [LibraryImport(Library)]
    internal static partial Status rt_adam_step(
        AdamOptions* options, int count, nint* parameters, nint* averages, nint* squares, nint* largestSquares, long* steps);

    [LibraryImport(Library)]
    internal static partial Status rt_clip_grad_norm(int count, nint* parameters, double maxNorm, double normType, out double norm);

    [LibraryImport(Library)]
    internal static partial Status rt_zero_grad(int count, nint* parameters, int setToNone);

    // random state
    [LibraryImport(Library)]
    internal static partial Status rt_manual_seed(ulong seed);

    [LibraryImport(Library)]
    internal static partial Status rt_generator_default(int deviceType, int deviceIndex, out nint generator);

    [LibraryImport(Library)]
    internal static partial Status rt_generator_new(int deviceType, int deviceIndex, ulong seed, out nint generator);

    [LibraryImport(Library)]
    internal static partial void rt_generator_free(nint generator);

    [LibraryImport(Library)]
    internal static partial Status rt_generator_seed(nint generator, ulong seed);

    [LibraryImport(Library)]
    internal static partial Status rt_generator_reseed(nint generator, out ulong seed);

    [LibraryImport(Library)]
    internal static partial Status rt_generator_initial_seed(nint generator, out ulong seed);

    [LibraryImport(Library)]
    internal static partial Status rt_generator_state(nint generator, out nint state);

    [LibraryImport(Library)]
    internal static partial Status rt_generator_set_state(nint generator, nint state);

    // threads, devices, build
    [LibraryImport(Library)]
    internal static partial int rt_threads();

    [LibraryImport(Library)]
    internal static partial Status rt_set_threads(int count);

    [LibraryImport(Library)]
    internal static partial int rt_device_count(int deviceType);

    [LibraryImport(Library)]
    internal static partial Status rt_synchronize(int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial byte* rt_version();

    [LibraryImport(Library)]
    internal static partial Status rt_build_info(out byte* text);

    [LibraryImport(Library)]
    internal static partial Status rt_profile_begin();

    [LibraryImport(Library)]
    internal static partial Status rt_profile_end(out byte* table);
}
