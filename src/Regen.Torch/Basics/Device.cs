using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TorchSharp;

/// <summary>Kinds of device, numbered as libtorch numbers them.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    MKLDNN = 2,
    OPENGL = 3,
    OPENCL = 4,
    IDEEP = 5,
    HIP = 6,
    FPGA = 7,
    MSNPU = 8,
    XLA = 9,
    MPS = 13,
    META = 14,
}

public static partial class torch
{
    private static Device defaultDevice = new(DeviceType.CPU);

    public static Device CPU { get; } = new(DeviceType.CPU);

    public static Device CUDA { get; } = new(DeviceType.CUDA);

    public static Device MPS { get; } = new(DeviceType.MPS);

    public static Device META { get; } = new(DeviceType.META);

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(index);

    /// <summary>Where tensors made without a device live; the CPU unless set.</summary>
    public static Device get_default_device() => defaultDevice;

    public static void set_default_device(Device device) => defaultDevice = device;

    public static void set_default_device(string device) => defaultDevice = new Device(device);

    /// <summary>A device: its kind and, where there are several, its number.</summary>
    public sealed class Device : IEquatable<Device>
    {
        /// <exception cref="ArgumentException">Not of the form "cpu" or "cuda:1".</exception>
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var parts = description.Split(':');
            type = Parse(parts[0]);
            index = parts.Length == 1 ? Unnumbered(type) : ParseIndex(parts, description);
        }

        public Device(string deviceType, int index = -1)
            : this(Parse(deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index < 0 ? Unnumbered(deviceType) : index;
        }

        public Device(int index)
            : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; }

        /// <summary>-1 for the only one of its kind.</summary>
        public int index { get; }

        [SuppressMessage("Usage", "CA2225", Justification = "TorchSharp's signature.")]
        public static implicit operator Device(string description) => new(description);

        public static bool operator ==(Device? left, Device? right) => left is null ? right is null : left.Equals(right);

        public static bool operator !=(Device? left, Device? right) => !(left == right);

        public bool Equals(Device? other) => other is not null && other.type == type && other.index == index;

        public override bool Equals(object? obj) => Equals(obj as Device);

        public override int GetHashCode() => HashCode.Combine(type, index);

        [SuppressMessage("Globalization", "CA1308", Justification = "PyTorch writes devices in lower case.")]
        public override string ToString() =>
            type.ToString().ToLowerInvariant() + (index < 0 ? string.Empty : ":" + index.ToString(CultureInfo.InvariantCulture));

        private static int Unnumbered(DeviceType type) => type == DeviceType.CUDA ? 0 : -1;

        private static DeviceType Parse(string name)
        {
            ArgumentNullException.ThrowIfNull(name);
            return Enum.TryParse<DeviceType>(name, ignoreCase: true, out var found) && !int.TryParse(name, out _)
                ? found
                : throw new ArgumentException($"'{name}' is no kind of device; cpu and cuda are.", nameof(name));
        }

        private static int ParseIndex(string[] parts, string description) =>
            parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new ArgumentException($"'{description}' is not a device like 'cpu' or 'cuda:1'.", nameof(description));
    }
}
