using TorchSharp.Native;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds every generator of every device and returns the CPU's.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    /// <summary>The CPU's default generator.</summary>
    public static class random
    {
        public static Generator manual_seed(long seed)
        {
            rt_manual_seed((ulong)seed).OrThrow("seed every generator");
            return Generator.Default;
        }

        /// <returns>The state of the CPU's default generator, uint8 [n].</returns>
        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    /// <summary>A stream of random numbers of its own.</summary>
    public sealed class Generator : IDisposable
    {
        private static readonly Lazy<Generator> Shared = new(() => OfDevice(DeviceType.CPU, -1));

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            rt_generator_new((int)this.device.type, this.device.index, seed, out var made).OrThrow($"make a generator on {this.device}");
            SafeHandle = new GeneratorHandle(made);
        }

        private Generator(Device device, nint owned)
        {
            this.device = device;
            SafeHandle = new GeneratorHandle(owned);
        }

        /// <summary>The CPU's default generator, which operators draw from when none is given.</summary>
        public static Generator Default => Shared.Value;

        public Device device { get; }

        internal GeneratorHandle SafeHandle { get; }

        public Generator manual_seed(long seed)
        {
            rt_generator_seed(SafeHandle.DangerousGetHandle(), (ulong)seed).OrThrow("seed a generator");
            GC.KeepAlive(this);
            return this;
        }

        /// <summary>Seeds from the operating system and returns that seed.</summary>
        public long seed()
        {
            rt_generator_reseed(SafeHandle.DangerousGetHandle(), out var drawn).OrThrow("seed a generator");
            GC.KeepAlive(this);
            return (long)drawn;
        }

        public long initial_seed()
        {
            rt_generator_initial_seed(SafeHandle.DangerousGetHandle(), out var found).OrThrow("read a generator's seed");
            GC.KeepAlive(this);
            return (long)found;
        }

        /// <returns>The whole state, uint8 [n].</returns>
        public Tensor get_state()
        {
            rt_generator_state(SafeHandle.DangerousGetHandle(), out var state).OrThrow("read a generator's state");
            GC.KeepAlive(this);
            return Tensor.Adopt(state);
        }

        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            rt_generator_set_state(SafeHandle.DangerousGetHandle(), value.Handle).OrThrow($"set a generator's state to {value.Describe()}");
            GC.KeepAlive(value);
            GC.KeepAlive(this);
        }

        public void Dispose()
        {
            if (!ReferenceEquals(this, Shared.IsValueCreated ? Shared.Value : null))
            {
                SafeHandle.Dispose();
            }
        }

        internal static Generator OfDevice(DeviceType type, int index)
        {
            rt_generator_default((int)type, index, out var found).OrThrow($"find the generator of {type}");
            return new Generator(new Device(type, index), found);
        }
    }
}
