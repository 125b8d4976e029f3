using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Regen;

public sealed partial class SafetensorsFile
{
    private const int Alignment = 8;

    /// <summary>Writes tensors beside the target under a temporary name, flushes them to the disk, then renames.</summary>
    /// <remarks>
    /// Tensors are ordered by width, then by name, as the format's library orders them, and keys of the metadata by
    /// ordinal: equal input gives equal bytes.
    /// </remarks>
    /// <exception cref="NotSupportedException">An element type that the format lacks.</exception>
    public static void Save(
        string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var guard = no_grad();
        var ordered = tensors
            .Select(one => (one.Key, Tensor: one.Value, Type: SafetensorsType.Of(one.Value.dtype)))
            .OrderByDescending(one => one.Type.Bits)
            .ThenBy(one => one.Key, StringComparer.Ordinal)
            .ToList();
        var header = Header(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[SafetensorsHeader.Prefix];
            BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
            stream.Write(prefix);
            stream.Write(header);
            foreach (var (_, tensor, type) in ordered)
            {
                using var scope = NewDisposeScope();
                TensorBytes.Write(tensor.detach().cpu().contiguous(), type, stream);
            }
        });
    }

    private static byte[] Header(List<(string Name, Tensor Tensor, SafetensorsType Type)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            var begin = 0L;
            foreach (var (name, tensor, type) in tensors)
            {
                var end = begin + (tensor.NumberOfElements * type.Bits / 8);
                WriteEntry(json, new SafetensorsEntry(name, type, tensor.shape, begin, end));
                begin = end;
            }

            json.WriteEndObject();
        }

        memory.Write(Encoding.ASCII.GetBytes(new string(' ', (int)((Alignment - (memory.Length % Alignment)) % Alignment))));
        return memory.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartObject("__metadata__");
        foreach (var (key, text) in metadata.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, text);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Type.Name);
        json.WriteStartArray("shape");
        foreach (var size in entry.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Begin);
        json.WriteNumberValue(entry.End);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
