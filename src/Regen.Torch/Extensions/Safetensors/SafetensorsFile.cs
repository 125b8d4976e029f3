using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>A safetensors file, mapped into memory: nothing is read until a tensor is asked for.</summary>
/// <remarks>
/// Uses TorchSharp's own names only, so that it also compiles against that package; only <see cref="Share"/> is a
/// copy there.
/// </remarks>
public sealed partial class SafetensorsFile : IDisposable
{
    private readonly SafetensorsHeader header;
    private readonly MappedBytes? mapped;

    private SafetensorsFile(string path, SafetensorsHeader header, MappedBytes? mapped)
    {
        FilePath = path;
        this.header = header;
        this.mapped = mapped;
    }

    public string FilePath { get; }

    /// <summary>Texts that the writer left beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>The tensors by name, in the order of the header.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => header.Entries;

    /// <exception cref="SafetensorsException">The file is malformed; the message says where and how.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static SafetensorsFile Open(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var header = SafetensorsHeader.Read(stream, path);
        var mapped = stream.Length == header.DataStart ? null : MappedBytes.Of(stream);
        return new SafetensorsFile(path, header, mapped);
    }

    /// <summary>The tensor in host memory of its own, owned by the innermost dispose scope.</summary>
    /// <exception cref="SafetensorsException">There is no such tensor, or libtorch has no such element type.</exception>
    public Tensor Load(string name)
    {
        var (entry, type) = Find(name);
        var tensor = empty([.. entry.Shape], type, CPU);
        using var scope = NewDisposeScope();
        var flat = tensor.view(-1);
        var chunk = TensorBytes.ElementsPerChunk(entry.Type);
        for (var start = 0L; start < flat.NumberOfElements; start += chunk)
        {
            using var inner = NewDisposeScope();
            var part = flat.narrow(0, start, Math.Min(chunk, flat.NumberOfElements - start));
            CopyTo(entry.Begin + (start * entry.Type.Bits / 8), part.bytes);
            Normalise(type, part.bytes);
        }

        return tensor;
    }

    /// <summary>
    /// The tensor over the mapped file, without a copy where its place allows that. Writing to it changes memory only.
    /// </summary>
    public Tensor Share(string name)
    {
#if REGEN_TORCH
        var (entry, type) = Find(name);
        if (mapped is not null && type != ScalarType.Bool && entry.Length > 0 && (header.DataStart + entry.Begin) % type.ElementSize() == 0)
        {
            return mapped.Wrap(header.DataStart + entry.Begin, [.. entry.Shape], type);
        }
#endif
        return Load(name);
    }

    /// <summary>The tensor's bytes as they are in the file, of any element type.</summary>
    public byte[] Bytes(string name)
    {
        var bytes = new byte[Entry(name).Length];
        CopyTo(Entry(name).Begin, bytes);
        return bytes;
    }

    /// <summary>Every tensor, by name.</summary>
    public Dictionary<string, Tensor> LoadAll() => Entries.Keys.ToDictionary(name => name, Load, StringComparer.Ordinal);

    public void Dispose() => mapped?.Dispose();

    private static void Normalise(ScalarType type, Span<byte> bytes)
    {
        if (type != ScalarType.Bool)
        {
            return;
        }

        foreach (ref var one in bytes)
        {
            one = (byte)(one == 0 ? 0 : 1); // a bool of another bit pattern is undefined behaviour in libtorch
        }
    }

    private SafetensorsEntry Entry(string name) =>
        header.Entries.GetValueOrDefault(name)
        ?? throw new SafetensorsException(FilePath, name, $"there is no such tensor among the {header.Entries.Count} of the file");

    private (SafetensorsEntry Entry, ScalarType Type) Find(string name)
    {
        var entry = Entry(name);
        return (entry, entry.Type.Torch ?? throw new SafetensorsException(
            FilePath, name, $"libtorch has no element type for {entry.Type.Name}; its bytes can be read by {nameof(Bytes)}"));
    }

    private void CopyTo(long offset, Span<byte> target)
    {
        if (target.Length > 0)
        {
            mapped!.CopyTo(header.DataStart + offset, target);
        }
    }
}
