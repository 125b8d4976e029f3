using System.Globalization;
using System.Text;
using System.Text.Json;
using Regen.Tests;
using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

/// <summary>golden/formats: files and expected values by the Python package safetensors.</summary>
public sealed class GoldenFormatTests
{
    public static TheoryData<string> Sets() => [.. Lent.Golden("formats")];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_valid_file_reads_to_the_same_bits(string set)
    {
        var files = Expected(set).GetProperty("valid").EnumerateArray().ToList();
        Assert.NotEmpty(files);
        foreach (var expected in files)
        {
            var name = expected.GetProperty("file").GetString()!;
            using var scope = NewDisposeScope();
            using var file = SafetensorsFile.Open(Path.Combine(set, name));
            var tensors = expected.GetProperty("tensors").EnumerateObject().ToList();
            Assert.Equal(tensors.Select(one => one.Name).Order(StringComparer.Ordinal), file.Entries.Keys.Order(StringComparer.Ordinal));
            AssertMetadata(expected.GetProperty("metadata"), file);
            foreach (var tensor in tensors)
            {
                AssertTensor(file, tensor.Name, tensor.Value.GetProperty("dtype").GetString()!, tensor.Value, name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_malformed_file_is_refused_with_its_name_and_fault(string set)
    {
        var files = Expected(set).GetProperty("malformed").EnumerateArray().Where(one => !one.GetProperty("loads").GetBoolean()).ToList();
        Assert.NotEmpty(files);
        foreach (var expected in files)
        {
            var path = Path.Combine(set, expected.GetProperty("file").GetString()!);
            var refused = Record.Exception(() => SafetensorsFile.Open(path).Dispose());
            var fault = Assert.IsType<SafetensorsException>(refused);
            Assert.StartsWith(path, fault.Message, StringComparison.Ordinal);
            Assert.True(fault.Fault.Length > 10, path);
            if (expected.GetProperty("error").GetString()!.Contains("for tensor `", StringComparison.Ordinal))
            {
                Assert.NotNull(fault.Tensor);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Odd_files_that_the_library_accepts_are_accepted(string set)
    {
        var files = Expected(set).GetProperty("malformed").EnumerateArray().Where(one => one.GetProperty("loads").GetBoolean()).ToList();
        Assert.NotEmpty(files);
        foreach (var expected in files)
        {
            var name = expected.GetProperty("file").GetString()!;
            using var scope = NewDisposeScope();
            using var file = SafetensorsFile.Open(Path.Combine(set, name));
            foreach (var tensor in expected.GetProperty("tensors").EnumerateObject())
            {
                AssertTensor(file, tensor.Name, file.Entries[tensor.Name].Type.Name, tensor.Value, name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_sharded_checkpoint_reads_as_one(string set)
    {
        using var scope = NewDisposeScope();
        using var checkpoint = SafetensorsCheckpoint.Open(Path.Combine(set, "sharded"));
        var expected = Expected(set).GetProperty("sharded").EnumerateObject().ToList();
        Assert.Equal(expected.Select(one => one.Name).Order(StringComparer.Ordinal), checkpoint.Names.Order(StringComparer.Ordinal));
        foreach (var one in expected)
        {
            var tensor = checkpoint.Load(one.Name);
            Assert.Equal(Longs(one.Value.GetProperty("shape")), tensor.shape);
            Assert.Equal(one.Value.GetProperty("dtype").GetString(), tensor.dtype.ToString(), ignoreCase: true);
            Assert.Equal(one.Value.GetProperty("values").EnumerateArray().Select(Number), tensor.to(float64).data<double>().ToArray());
        }
    }

    private static void AssertTensor(SafetensorsFile file, string name, string dtype, JsonElement expected, string where)
    {
        var entry = file.Entries[name];
        Assert.Equal(dtype, entry.Type.Name);
        Assert.Equal(Longs(expected.GetProperty("shape")), entry.Shape);
        var values = expected.GetProperty("values").EnumerateArray().ToList();
        var bytes = file.Bytes(name);
        if (entry.Type.Torch is null)
        {
            var refused = Assert.Throws<SafetensorsException>(() => file.Load(name));
            Assert.Contains(dtype, refused.Message, StringComparison.Ordinal);
            Assert.Equal(values.Select(one => Bits.Of(dtype, one)), Bits.Read(dtype, bytes));
            return;
        }

        var tensor = file.Load(name);
        Assert.Equal(entry.Shape, tensor.shape);
        Assert.Equal(values.Select(one => Bits.Of(dtype, one)), Bits.Read(dtype, tensor.bytes.ToArray()));
        Assert.True(file.Share(name).bytes.SequenceEqual(tensor.bytes), $"{where} {name}");
    }

    private static void AssertMetadata(JsonElement expected, SafetensorsFile file)
    {
        var texts = expected.ValueKind == JsonValueKind.Null
            ? []
            : expected.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!);
        Assert.Equal(texts, file.Metadata.ToDictionary());
    }

    private static JsonElement Expected(string set) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(set, "expected.json"), Encoding.UTF8)).RootElement;

    private static long[] Longs(JsonElement array) => [.. array.EnumerateArray().Select(one => one.GetInt64())];

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString() switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            var text => double.Parse(text!, CultureInfo.InvariantCulture),
        }
        : value.GetDouble();

    /// <summary>Elements as bit patterns, so that -0.0 is not 0.0; every NaN is one.</summary>
    private static class Bits
    {
        internal static object Of(string dtype, JsonElement value) => dtype switch
        {
            "BOOL" => value.GetBoolean(),
            "U64" => value.ValueKind == JsonValueKind.String ? ulong.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetUInt64(),
            "F64" or "F32" or "F16" or "BF16" or "F8_E4M3" or "F8_E5M2" => Real(Number(value)),
            _ => value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetInt64(),
        };

        internal static List<object> Read(string dtype, byte[] bytes) => dtype switch
        {
            "BOOL" => [.. bytes.Select(one => (object)(one != 0))],
            "I8" => [.. bytes.Select(one => (object)(long)(sbyte)one)],
            "U8" => [.. bytes.Select(one => (object)(long)one)],
            "I16" => Each(bytes, 2, at => (long)BitConverter.ToInt16(bytes, at)),
            "U16" => Each(bytes, 2, at => (long)BitConverter.ToUInt16(bytes, at)),
            "I32" => Each(bytes, 4, at => (long)BitConverter.ToInt32(bytes, at)),
            "U32" => Each(bytes, 4, at => (long)BitConverter.ToUInt32(bytes, at)),
            "I64" => Each(bytes, 8, at => BitConverter.ToInt64(bytes, at)),
            "U64" => Each(bytes, 8, at => BitConverter.ToUInt64(bytes, at)),
            "F64" => Each(bytes, 8, at => Real(BitConverter.ToDouble(bytes, at))),
            "F32" => Each(bytes, 4, at => Real(BitConverter.ToSingle(bytes, at))),
            "F16" => Each(bytes, 2, at => Real((double)BitConverter.ToHalf(bytes, at))),
            "BF16" => Each(bytes, 2, at => Real(BitConverter.Int32BitsToSingle(BitConverter.ToUInt16(bytes, at) << 16))),
            "F8_E5M2" => Each(bytes, 1, at => Real((double)BitConverter.UInt16BitsToHalf((ushort)(bytes[at] << 8)))),
            "F8_E4M3" => Each(bytes, 1, at => Real(Narrow(bytes[at]))),
            _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "not in the set"),
        };

        private static List<object> Each(byte[] bytes, int width, Func<int, object> read) =>
            [.. Enumerable.Range(0, bytes.Length / width).Select(i => read(i * width))];

        private static object Real(double value) => double.IsNaN(value) ? "nan" : BitConverter.DoubleToInt64Bits(value);

        /// <summary>Sign, four bits of exponent with bias 7, three bits of fraction; no infinity.</summary>
        private static double Narrow(byte bits)
        {
            var (exponent, fraction) = ((bits >> 3) & 15, bits & 7);
            var size = exponent == 0 ? fraction * Math.Pow(2, -9) : (8 + fraction) * Math.Pow(2, exponent - 10);
            return exponent == 15 && fraction == 7 ? double.NaN : (bits & 128) != 0 ? -size : size;
        }
    }
}
