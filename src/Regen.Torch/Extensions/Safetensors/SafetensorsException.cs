namespace TorchSharp.Regen;

/// <summary>A safetensors file that cannot be read as one: which file, which tensor, and what is wrong.</summary>
public sealed class SafetensorsException : IOException
{
    /// <param name="tensor">Null where the fault is the file's, not one tensor's.</param>
    public SafetensorsException(string file, string? tensor, string fault, Exception? cause = null)
        : base(tensor is null ? $"{file}: {fault}" : $"{file}: tensor '{tensor}': {fault}", cause)
    {
        File = file;
        Tensor = tensor;
        Fault = fault;
    }

    public string File { get; }

    public string? Tensor { get; }

    public string Fault { get; }
}
