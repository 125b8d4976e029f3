using System.Runtime.InteropServices;
using Regen.Core.Text;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>What stands where in a complete cache.</summary>
/// <remarks>
/// File: magic, key (32 bytes), width, texts, distinct texts, shards (int32 each); per text its distinct text, per
/// distinct text its number of rows (int32); per shard the XXH64 of its rows (uint64); XXH64 of everything before.
/// Little endian.
/// </remarks>
internal sealed record CacheIndex(byte[] Key, int Width, int[] RowGroups, int[] RowCounts, ulong[] Checksums)
{
    private static readonly byte[] Magic = "RGTXTV01"u8.ToArray();

    public long RowTotal => RowCounts.Sum(count => (long)count);

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Key);
        writer.Write(Width);
        writer.Write(RowGroups.Length);
        writer.Write(RowCounts.Length);
        writer.Write(Checksums.Length);
        writer.Write(MemoryMarshal.AsBytes<int>(RowGroups));
        writer.Write(MemoryMarshal.AsBytes<int>(RowCounts));
        writer.Write(MemoryMarshal.AsBytes<ulong>(Checksums));
        writer.Write(XxHash64.Of(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not a whole, undamaged index.</exception>
    public static CacheIndex Parse(byte[] bytes)
    {
        const int Smallest = 8 + 32 + (4 * 4) + 8;
        if (bytes.Length < Smallest || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new InvalidDataException("its index is cut off or of another format");
        }

        if (XxHash64.Of(bytes.AsSpan(0, bytes.Length - 8)) != BitConverter.ToUInt64(bytes, bytes.Length - 8))
        {
            throw new InvalidDataException("the checksum of its index does not fit");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes));
        reader.ReadBytes(Magic.Length);
        var key = reader.ReadBytes(32);
        var (width, texts, distinct, shards) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        return new CacheIndex(key, width, Read<int>(reader, texts), Read<int>(reader, distinct), Read<ulong>(reader, shards));
    }

    private static T[] Read<T>(BinaryReader reader, int count)
        where T : unmanaged
    {
        var values = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
