using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Regen.Core.Storage;
using Regen.Core.Storage.Native;
using Xunit;

namespace Regen.Core.Tests.Storage;

public sealed class BatchSourceTests
{
    private const int Rows = (2 * ParquetFile.RowGroupSize) + 5000;

    private static readonly (string, DuckDBType)[] Columns =
    [
        ("number", DuckDBType.BigInt), ("text", DuckDBType.Varchar), ("half", DuckDBType.Double), ("small", DuckDBType.Integer), ("level", DuckDBType.UTinyInt), ("odd", DuckDBType.Boolean),
    ];

    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public void Rows_arrive_in_order_with_short_and_long_texts_and_nulls()
    {
        using var folder = new TempFolder();
        Copy(folder.File("a.parquet"), threads: 2, "500MB", ParquetFile.RowGroupSize);

        var table = ParquetFile.Read(folder.File("a.parquet"));
        var all = Enumerable.Range(0, Rows).ToArray();
        Assert.Equal(all.Select(row => (long)row), table.Longs("number"));
        Assert.Equal(all.Select(TextOf), table.Strings("text"));
        Assert.Equal(all.Select(row => row % 256), table.Bytes("level").Select(level => (int)level));
        Assert.Equal(all.Select(row => row % 2 == 1), table.Bools("odd"));
        Assert.Equal(all.Select(row => -row), table.Ints("small"));
        using var engine = DuckDBConnection.Open();
        Assert.Equal(Rows / 5, engine.Count($"select count(*) from '{folder.File("a.parquet")}' where half is null and number % 5 = 4", None));
        Assert.Equal(Rows - (Rows / 5), engine.Count($"select count(*) from '{folder.File("a.parquet")}' where half = number / 2", None));
    }

    // Row groups that are a little too large, as those of whole partitions are.
    [Theory]
    [InlineData(ParquetFile.RowGroupSize)]
    [InlineData(ParquetFile.RowGroupSize + 2000)]
    public void Threads_and_memory_do_not_show_in_the_bytes(int size)
    {
        using var folder = new TempFolder();
        var expected = Copy(folder.File("2.parquet"), threads: 2, "1GB", size);

        Assert.Equal(expected, Copy(folder.File("5.parquet"), threads: 5, "1GB", size));
        Assert.Equal(expected, Copy(folder.File("16.parquet"), threads: 16, "1GB", size));
        Assert.Equal(expected, Copy(folder.File("m.parquet"), threads: 3, "150MB", size));
    }

    [Fact]
    public void An_engine_of_one_thread_would_cut_the_row_groups_anew_and_is_refused()
    {
        using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });

        Assert.Throws<ArgumentException>(() => new BatchSource(engine, "numbers", Columns, 10, _ => false));
    }

    [Fact]
    public void The_bytes_are_those_of_rows_that_come_from_a_table()
    {
        using var folder = new TempFolder();
        var batches = Copy(folder.File("a.parquet"), threads: 3, "1GB", ParquetFile.RowGroupSize);
        using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
        engine.Execute($"create table t as from '{folder.File("a.parquet")}'", None);
        ParquetFile.CopyTo(engine, "from t", folder.File("b.parquet"), None);

        Assert.Equal(batches, Hash(folder.File("b.parquet")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void What_filling_throws_comes_out_as_it_was(int batches)
    {
        using var folder = new TempFolder();
        using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 2 });
        var next = 0;
        using var source = new BatchSource(engine, "broken", Columns, 5000, batch => batches-- > 0 ? Fill(batch, ref next, Rows) : throw new TimeoutException("too late"));

        var problem = Assert.Throws<TimeoutException>(() => source.Read(() => ParquetFile.CopyTo(engine, "from broken", folder.File("a.parquet"), None)));

        Assert.Equal("too late", problem.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_query_that_is_stopped_leaves_no_thread_behind()
    {
        using var folder = new TempFolder();
        using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 2 });
        using var stop = new CancellationTokenSource();
        var (next, filled, isFilling) = (0, 0, false);
        using (var source = new BatchSource(engine, "endless", Columns, 5000, batch =>
        {
            isFilling = true;
            if (++filled == 4)
            {
                stop.Cancel();
            }

            next = 0;
            var isFilled = Fill(batch, ref next, 5000);
            isFilling = false;
            return isFilled;
        }))
        {
            Assert.ThrowsAny<OperationCanceledException>(() => source.Read(() => ParquetFile.CopyTo(engine, "from endless", folder.File("a.parquet"), stop.Token)));
        }

        Assert.False(isFilling);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void No_rows_make_an_empty_file()
    {
        using var folder = new TempFolder();
        using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 2 });
        using var source = new BatchSource(engine, "nothing", Columns, 10, _ => false);
        source.Read(() => ParquetFile.CopyTo(engine, "from nothing", folder.File("a.parquet"), None));

        Assert.Equal(0, ParquetFile.Read(folder.File("a.parquet")).RowCount);
    }

    private static string Copy(string path, int threads, string memory, int size)
    {
        using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = threads, MemoryLimit = memory });
        var next = 0;
        using (var source = new BatchSource(engine, "numbers", Columns, size, batch => Fill(batch, ref next, Rows)))
        {
            source.Read(() => ParquetFile.CopyTo(engine, "from numbers", path, None));
        }

        return Hash(path);
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private static string? TextOf(int row) => row % 7 == 0 ? null : new string('é', row % 13) + row.ToString(CultureInfo.InvariantCulture);

    private static bool Fill(RowBatch batch, ref int next, int end)
    {
        for (; next < end && batch.Count < batch.Capacity; next++)
        {
            var at = batch.Count++;
            batch[0].Values<long>()[at] = next;
            batch[1].AddText(Encoding.UTF8.GetBytes(TextOf(next) ?? ""));
            batch[2].Values<double>()[at] = next / 2.0;
            batch[2].SetValid(at, next % 5 != 4);
            batch[3].Values<int>()[at] = -next;
            batch[4].Values<byte>()[at] = (byte)next;
            batch[5].SetBit(at, next % 2 == 1);
        }

        return batch.Count > 0;
    }
}
