using System.Security.Cryptography;
using System.Text;
using Regen.Core.Storage;
using Regen.Core.Storage.Native;
using Xunit;

namespace Regen.Core.Tests.Storage;

public sealed class RowSourceTests
{
    private static readonly (string, DuckDBType)[] Columns = [("number", DuckDBType.BigInt), ("text", DuckDBType.Varchar)];

    [Fact]
    public void Rows_arrive_in_order_with_short_and_long_texts_and_nulls()
    {
        using var folder = new TempFolder();
        using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 2 });
        var next = 0;
        var texts = GC.AllocateUninitializedArray<byte>(1 << 16, pinned: true);
        using (var source = new RowSource(engine, "numbers", Columns, chunk => Fill(chunk, texts, ref next, 5000)))
        {
            source.Read(() => ParquetFile.CopyTo(engine, "from numbers()", folder.File("a.parquet"), TestContext.Current.CancellationToken));
        }

        var table = ParquetFile.Read(folder.File("a.parquet"));
        Assert.Equal(Enumerable.Range(0, 5000).Select(row => (long)row), table.Longs("number"));
        Assert.Equal(Enumerable.Range(0, 5000).Select(TextOf), table.Strings("text"));
    }

    [Fact]
    public void What_the_callback_throws_comes_out_as_it_was()
    {
        using var engine = DuckDBConnection.Open();
        using var source = new RowSource(engine, "broken", Columns, _ => throw new TimeoutException("too late"));

        var problem = Assert.Throws<TimeoutException>(() => source.Read(() => engine.Execute("create table t as from broken()", TestContext.Current.CancellationToken)));

        Assert.Equal("too late", problem.Message);
    }

    [Fact]
    public void An_ordered_copy_has_the_same_bytes_for_any_number_of_threads()
    {
        using var folder = new TempFolder();
        string Copy(int threads)
        {
            var path = folder.File($"{threads}.parquet");
            using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = threads, MemoryLimit = "150MB", TempDirectory = folder.File("spill") });
            ParquetFile.CopyTo(engine, "select hash(i) % 1000 as a, i, repeat('x', cast(i % 90 as int)) || i as t from range(500000) r(i) order by a, i", path, TestContext.Current.CancellationToken);
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        }

        Assert.Equal(Copy(1), Copy(2));
        Assert.Equal(Copy(1), Copy(5));
    }

    private static string? TextOf(int row) => row % 7 == 0 ? null : new string('é', row % 13);

    private static int Fill(RowChunk chunk, byte[] texts, ref int next, int end)
    {
        var used = 0;
        var rows = Math.Min(RowChunk.Capacity, end - next);
        for (var at = 0; at < rows; at++)
        {
            chunk.Column<long>(0)[at] = next + at;
            if (TextOf(next + at) is not { } text)
            {
                chunk.Validity(1)[at >> 6] &= ~(1UL << (at & 63));
                continue;
            }

            var length = Encoding.UTF8.GetBytes(text, texts.AsSpan(used));
            chunk.Texts(1)[at] = RowChunk.Text(texts.AsSpan(used, length));
            used += length;
        }

        next += rows;
        return rows;
    }
}
