namespace TorchSharp.Regen;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>Length in bytes.</summary>
    public long Length => End - Begin;

    public override string ToString() => $"{Name} {Type.Name} [{string.Join(", ", Shape)}]";
}
