using System.Runtime.InteropServices;
using Regen.Core.Domain;
using Regen.Core.Text;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>Some shards of a cache, encoded by a process of their own, and what they belong to.</summary>
/// <remarks>
/// File: magic, key of the cache and of its encoder (32 bytes each), part I of N, first shard and one past the last, features of
/// a vector, texts, shards (int32 each); rows of each text (int32); XXH64 of each shard's rows (uint64); XXH64 of everything
/// before. Little endian.
/// </remarks>
internal sealed record CachePart(byte[] Key, byte[] EncoderKey, WorkPart Part, int First, int End, int Width, int[] RowCounts, ulong[] Checksums)
{
    private static readonly byte[] Magic = "RGTXPT01"u8.ToArray();

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Key);
        writer.Write(EncoderKey);
        foreach (var number in new[] { Part.Number, Part.Count, First, End, Width, RowCounts.Length, Checksums.Length })
        {
            writer.Write(number);
        }

        writer.Write(MemoryMarshal.AsBytes<int>(RowCounts));
        writer.Write(MemoryMarshal.AsBytes<ulong>(Checksums));
        writer.Write(XxHash64.Of(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not a whole, undamaged part.</exception>
    public static CachePart Parse(byte[] bytes)
    {
        const int Head = 8 + 32 + 32 + (7 * 4);
        if (bytes.Length < Head + 8 || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new InvalidDataException("it is cut off or of another format");
        }

        if (XxHash64.Of(bytes.AsSpan(0, bytes.Length - 8)) != BitConverter.ToUInt64(bytes, bytes.Length - 8))
        {
            throw new InvalidDataException("its checksum does not fit");
        }

        var numbers = MemoryMarshal.Cast<byte, int>(bytes.AsSpan(Head - (7 * 4), 7 * 4));
        var counts = bytes.AsSpan(Head, 4 * numbers[5]);
        var checksums = bytes.AsSpan(Head + counts.Length, 8 * numbers[6]);
        return new CachePart(
            bytes[8..40], bytes[40..72], new WorkPart(numbers[0], numbers[1]), numbers[2], numbers[3], numbers[4],
            MemoryMarshal.Cast<byte, int>(counts).ToArray(), MemoryMarshal.Cast<byte, ulong>(checksums).ToArray());
    }
}
