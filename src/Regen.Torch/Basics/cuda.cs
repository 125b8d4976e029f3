using TorchSharp.Native;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>NVIDIA devices.</summary>
    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => rt_device_count((int)DeviceType.CUDA);

        /// <summary>Seeds the generator of the current device; without a device nothing happens.</summary>
        public static Generator? manual_seed(long seed) => is_available() ? Generator.OfDevice(DeviceType.CUDA, 0).manual_seed(seed) : null;

        public static Generator? manual_seed_all(long seed)
        {
            Generator? last = null;
            for (var i = 0; i < device_count(); i++)
            {
                last = Generator.OfDevice(DeviceType.CUDA, i).manual_seed(seed);
            }

            return last;
        }

        /// <summary>Waits for all work queued on the device's stream.</summary>
        public static void synchronize(Device? device = null)
        {
            if (is_available())
            {
                rt_synchronize((int)DeviceType.CUDA, device?.index ?? -1).OrThrow("wait for the device");
            }
        }
    }
}
