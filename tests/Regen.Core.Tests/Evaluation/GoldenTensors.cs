using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Regen.Core.Tests.Evaluation;

/// <summary>The tensors of a golden safetensors file, read by the format's public description and nothing of Regen's.</summary>
internal sealed class GoldenTensors : IDisposable
{
    private readonly byte[] bytes;
    private readonly JsonDocument header;
    private readonly int dataStart;

    public GoldenTensors(string path)
    {
        bytes = File.ReadAllBytes(path);
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        dataStart = 8 + headerLength;
    }

    public IEnumerable<string> Names => header.RootElement.EnumerateObject().Select(entry => entry.Name).Where(name => name != "__metadata__");

    public int[] Shape(string name) => [.. header.RootElement.GetProperty(name).GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];

    public float[] Floats(string name) => Read<float>(name, "F32");

    public double[] Doubles(string name) => Read<double>(name, "F64");

    public int[] Integers(string name) => Array.ConvertAll(Read<long>(name, "I64"), value => (int)value);

    public void Dispose() => header.Dispose();

    private T[] Read<T>(string name, string dtype)
        where T : unmanaged
    {
        var entry = header.RootElement.GetProperty(name);
        if (entry.GetProperty("dtype").GetString() != dtype)
        {
            throw new InvalidDataException($"{name} is not {dtype}");
        }

        var offsets = entry.GetProperty("data_offsets");
        var (from, to) = (offsets[0].GetInt32(), offsets[1].GetInt32());
        return MemoryMarshal.Cast<byte, T>(bytes.AsSpan(dataStart + from, to - from)).ToArray();
    }
}
