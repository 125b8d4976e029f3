using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace TorchSharp.Regen;

/// <summary>The header of a safetensors file, read strictly: what the format's own library refuses is refused.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Bytes of the header's length, which come first.</summary>
    internal const int Prefix = 8;

    private const long Longest = 100_000_000;

    private SafetensorsHeader(Dictionary<string, string> metadata, Dictionary<string, SafetensorsEntry> entries, long dataStart)
    {
        Metadata = metadata;
        Entries = entries;
        DataStart = dataStart;
    }

    internal Dictionary<string, string> Metadata { get; }

    internal Dictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>Where the first tensor's bytes begin in the file.</summary>
    internal long DataStart { get; }

    /// <exception cref="SafetensorsException">Names the file, the tensor where it is one tensor's, and the fault.</exception>
    internal static SafetensorsHeader Read(FileStream stream, string file)
    {
        var length = HeaderLength(stream, file);
        var text = new byte[length];
        stream.ReadExactly(text);
        RequireUtf8(text, file);
        var (metadata, entries) = Parse(text, file);
        SafetensorsLayout.Check(entries.Values, stream.Length - Prefix - length, file);
        return new SafetensorsHeader(metadata, entries, Prefix + length);
    }

    private static long HeaderLength(FileStream stream, string file)
    {
        if (stream.Length < Prefix)
        {
            throw new SafetensorsException(file, null, $"{stream.Length} bytes are too few for the {Prefix} bytes of the header's length");
        }

        Span<byte> prefix = stackalloc byte[Prefix];
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > Longest)
        {
            throw new SafetensorsException(file, null, $"the header says it is {length} bytes long; the format allows {Longest}");
        }

        return (long)length <= stream.Length - Prefix
            ? (long)length
            : throw new SafetensorsException(file, null, $"the header says it is {length} bytes long, {stream.Length - Prefix} follow");
    }

    private static void RequireUtf8(byte[] text, string file)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(text);
        }
        catch (DecoderFallbackException problem)
        {
            throw new SafetensorsException(file, null, $"the header is not UTF-8 at byte {Prefix + problem.Index}", problem);
        }
    }

    private static (Dictionary<string, string>, Dictionary<string, SafetensorsEntry>) Parse(byte[] text, string file)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        Dictionary<string, SafetensorsEntry> entries = new(StringComparer.Ordinal);
        string? tensor = null;
        try
        {
            var json = new Utf8JsonReader(text);
            json.Read();
            Json.Require(ref json, JsonTokenType.StartObject, "an object of tensors");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                tensor = null;
                var name = json.GetString()!;
                json.Read();
                if (name == "__metadata__")
                {
                    Json.ReadStrings(ref json, metadata);
                }
                else
                {
                    tensor = name;
                    entries[name] = ReadEntry(ref json, name); // a repeated name replaces the first, as in the format's library
                }
            }

            tensor = null;
            json.Read();
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException)
        {
            throw new SafetensorsException(file, tensor, "the header is wrong: " + problem.Message, problem);
        }

        return (metadata, entries);
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader json, string name)
    {
        SafetensorsType? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Json.Require(ref json, JsonTokenType.StartObject, "an object with dtype, shape and data_offsets");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = json.GetString();
            json.Read();
            switch (field)
            {
                case "dtype":
                    type = ReadType(ref json);
                    break;
                case "shape":
                    shape = Json.ReadCounts(ref json, field);
                    break;
                case "data_offsets":
                    offsets = Json.ReadCounts(ref json, field);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (offsets is { Count: not 2 })
        {
            throw new FormatException($"data_offsets has {offsets.Count} numbers instead of 2");
        }

        return new SafetensorsEntry(
            name, type ?? throw Missing("dtype"), shape ?? throw Missing("shape"), (offsets ?? throw Missing("data_offsets"))[0], offsets[1]);
    }

    private static SafetensorsType ReadType(ref Utf8JsonReader json)
    {
        Json.Require(ref json, JsonTokenType.String, "the name of an element type");
        var name = json.GetString()!;
        return SafetensorsType.Find(name) ?? throw new FormatException($"'{name}' is no element type of the format");
    }

    private static FormatException Missing(string field) => new($"{field} is missing");

    /// <summary>The few shapes of JSON that a header has.</summary>
    private static class Json
    {
        internal static void Require(ref Utf8JsonReader json, JsonTokenType kind, string what)
        {
            if (json.TokenType != kind)
            {
                throw new FormatException($"{json.TokenType} at byte {Prefix + json.TokenStartIndex}, where {what} belongs");
            }
        }

        internal static void ReadStrings(ref Utf8JsonReader json, Dictionary<string, string> strings)
        {
            if (json.TokenType == JsonTokenType.Null)
            {
                return;
            }

            Require(ref json, JsonTokenType.StartObject, "the metadata's object");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var key = json.GetString()!;
                json.Read();
                Require(ref json, JsonTokenType.String, $"the string of metadata '{key}'");
                strings[key] = json.GetString()!;
            }
        }

        internal static List<long> ReadCounts(ref Utf8JsonReader json, string field)
        {
            Require(ref json, JsonTokenType.StartArray, $"the array of {field}");
            List<long> counts = [];
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                Require(ref json, JsonTokenType.Number, $"a number of {field}");
                counts.Add(json.TryGetInt64(out var count) && count >= 0
                    ? count
                    : throw new FormatException($"{field} holds {Encoding.UTF8.GetString(json.ValueSpan)}, which is not a count"));
            }

            return counts;
        }
    }
}
