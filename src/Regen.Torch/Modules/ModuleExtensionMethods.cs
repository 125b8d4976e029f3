using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Moves a module to another device or element type, in place, and returns it.</summary>
/// <remarks>Parameters stay the same objects, so an optimiser made before goes on working.</remarks>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, ScalarType type, bool non_blocking = false)
        where T : nn.Module => Moved(module, type, null);

    public static T to<T>(this T module, Device device, bool non_blocking = false)
        where T : nn.Module => Moved(module, null, device);

    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false)
        where T : nn.Module => Moved(module, type, device);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
        where T : nn.Module => Moved(module, null, new Device(deviceType, deviceIndex));

    public static T to<T>(this T module, string deviceStr, bool non_blocking = false)
        where T : nn.Module => Moved(module, null, new Device(deviceStr));

    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Moved(module, null, CPU);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false)
        where T : nn.Module => Moved(module, null, new Device(DeviceType.CUDA, deviceIndex));

    public static T half<T>(this T module)
        where T : nn.Module => Moved(module, ScalarType.Float16, null);

    public static T bfloat16<T>(this T module)
        where T : nn.Module => Moved(module, ScalarType.BFloat16, null);

    public static T @float<T>(this T module)
        where T : nn.Module => Moved(module, ScalarType.Float32, null);

    public static T @double<T>(this T module)
        where T : nn.Module => Moved(module, ScalarType.Float64, null);

    private static T Moved<T>(T module, ScalarType? type, Device? device)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        module.Move(type, device);
        return module;
    }
}
