using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>Copies from the host to a device for which the host does not wait.</summary>
/// <remarks>Uses TorchSharp's own names only, so that it also compiles against that package.</remarks>
public static class DeviceUpload
{
    /// <summary>
    /// The tensor on a device. On CUDA it goes through page-locked memory and the copy is queued on the current stream, behind which
    /// every later operator waits; libtorch keeps that memory until the copy is done. On the processor it is the tensor itself.
    /// </summary>
    /// <param name="host">Any dtype and shape, in host memory.</param>
    /// <param name="device">Where it is wanted.</param>
    /// <returns>Owned by the caller's dispose scope.</returns>
    public static Tensor Upload(this Tensor host, Device device)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(device);
        if (device.type != DeviceType.CUDA)
        {
            return host.to(device);
        }

        using var pinned = host.pin_memory();
        return pinned.to(device, non_blocking: true);
    }
}
