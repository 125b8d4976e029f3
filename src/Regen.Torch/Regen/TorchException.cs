using System.Runtime.InteropServices;

namespace TorchSharp.Regen;

/// <summary>libtorch refused an operation: its first line, and what was asked of it with dtypes and shapes.</summary>
public sealed class TorchException : ExternalException
{
    public TorchException()
    {
    }

    public TorchException(string message)
        : base(message)
    {
    }

    public TorchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal TorchException(string message, bool isOutOfMemory)
        : base(message) => IsOutOfMemory = isOutOfMemory;

    /// <summary>The host had no memory left.</summary>
    public bool IsOutOfMemory { get; }
}
