using System.Buffers.Binary;
using Regen.Core.Storage;
using Xunit;

namespace Regen.Core.Tests.Storage;

public sealed class PartitionFileTests
{
    [Fact]
    public void Every_partition_comes_back_in_order_whatever_the_sizes()
    {
        using var folder = new TempFolder();
        var random = new Random(5);
        var expected = Enumerable.Range(0, 7).Select(_ => new List<byte>()).ToArray();
        using (var writer = new PartitionWriter(folder.File("a.bin"), 256))
        {
            for (var record = 0; record < 20_000; record++)
            {
                var partition = random.Next(expected.Length);
                var bytes = new byte[record % 500 == 0 ? 3000 : random.Next(60)];
                random.NextBytes(bytes);
                bytes.CopyTo(writer.Append(partition, bytes.Length));
                expected[partition].AddRange(bytes);
            }

            writer.Finish();
        }

        using var reader = new PartitionReader(folder.File("a.bin"));
        using var buffer = new NativeBuffer();
        Assert.Equal(expected.Length, reader.Count);
        for (var partition = 0; partition < expected.Length; partition++)
        {
            reader.Read(partition, buffer);
            Assert.Equal(expected[partition], buffer.Span(0, (int)reader.LengthOf(partition)).ToArray());
        }
    }

    [Fact]
    public void A_full_disk_is_thrown_to_who_appends_and_nobody_waits()
    {
        Assert.SkipUnless(TinyDisk.CanMount, TinyDisk.Reason);
        using var disk = TinyDisk.Mount(kilobytes: 64);
        using var writer = new PartitionWriter(Path.Combine(disk.Path, "a.bin"), 1 << 16);

        Assert.Throws<IOException>(() =>
        {
            for (var record = 0; record < 100_000; record++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(writer.Append(record % 3, 1024), record);
            }
        });
    }

    [Fact]
    public void A_full_disk_is_thrown_at_the_end_at_the_latest()
    {
        Assert.SkipUnless(TinyDisk.CanMount, TinyDisk.Reason);
        using var disk = TinyDisk.Mount(kilobytes: 64);
        using var writer = new PartitionWriter(Path.Combine(disk.Path, "a.bin"), 1 << 18);
        writer.Append(0, 1 << 18).Fill(1);

        Assert.Throws<IOException>(writer.Finish);
    }
}
