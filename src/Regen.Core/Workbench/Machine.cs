using Regen.Core.Domain;
using TorchSharp;

namespace Regen.Core.Workbench;

/// <summary>The device and threads that a command works with.</summary>
public static class Machine
{
    /// <summary>Checks that a device is there and sets the operators' threads.</summary>
    /// <param name="device">"cpu", "cuda" or "cuda:1".</param>
    /// <param name="threads">Threads of one operator; null takes the physical cores.</param>
    /// <exception cref="RegenException">There is no such device here.</exception>
    public static torch.Device Use(string device, int? threads)
    {
        if (threads is < 1)
        {
            throw new RegenException($"{threads} threads cannot work.", "--threads", "Give 1 or more, or leave it out.");
        }

        torch.set_num_threads(threads ?? Runs.HardwareInfo.Read().Cores);
        var parts = device.Split(':');
        var index = 0;
        var isKnown = parts.Length <= 2 && parts[0] is "cpu" or "cuda" && (parts.Length == 1 || int.TryParse(parts[1], out index));
        if (!isKnown || index < 0)
        {
            throw new RegenException($"'{device}' names no device.", "--device", "Use cpu, cuda or cuda:N.");
        }

        if (parts[0] == "cuda" && (!torch.cuda.is_available() || index >= torch.cuda.device_count()))
        {
            throw new RegenException(
                $"There is no '{device}' here: this libtorch sees {(torch.cuda.is_available() ? torch.cuda.device_count() : 0)} CUDA devices.",
                "--device",
                "Use cpu, or set LIBTORCH to a CUDA libtorch and run ./regen setup; './regen doctor' says what is seen.");
        }

        return new torch.Device(device);
    }
}
