using TorchSharp.Native;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static bool is_grad_enabled() => rt_grad_mode() != 0;

    /// <summary>No gradients are recorded on this thread until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>Like no_grad, and tensors made inside can never take part in autograd.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    private sealed class GradMode : IDisposable
    {
        private readonly bool before = is_grad_enabled();
        private bool done;

        internal GradMode(bool enabled) => rt_set_grad_mode(enabled ? 1 : 0);

        public void Dispose()
        {
            if (!done)
            {
                done = true;
                rt_set_grad_mode(before ? 1 : 0);
            }
        }
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint guard;

        internal InferenceMode(bool enabled) => rt_inference_begin(enabled ? 1 : 0, out guard).OrThrow("enter inference mode");

        public void Dispose()
        {
            rt_inference_end(guard);
            guard = 0;
        }
    }
}
