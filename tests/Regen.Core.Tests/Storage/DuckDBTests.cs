using Regen.Core.Domain;
using Regen.Core.Storage;
using Xunit;

namespace Regen.Core.Tests.Storage;

public sealed class DuckDBTests
{
    [Fact]
    public void Appended_rows_come_back_with_nulls_short_and_long_texts_and_lists()
    {
        using var connection = DuckDBConnection.Open();
        connection.Execute("create table t (a integer, b bigint, c double, d varchar, e varchar[])");
        using (var appender = connection.CreateAppender("t"))
        {
            for (var row = 0; row < 5000; row++)
            {
                appender.CreateRow().AppendValue(row).AppendValue((long)row << 33).AppendValue(row / 4.0);
                _ = row % 7 == 0 ? appender.AppendNull() : appender.AppendValue(new string('é', row % 40));
                _ = row % 5 == 0 ? appender.AppendNull() : appender.AppendValue(Enumerable.Range(0, row % 4).Select(i => $"{row} {i}").ToArray());
                appender.EndRow();
            }
        }

        using var command = connection.CreateCommand("select * from t order by a");
        using var reader = command.ExecuteReader();
        for (var row = 0; row < 5000; row++)
        {
            Assert.True(reader.Read());
            Assert.Equal(row, reader.GetInt32(0));
            Assert.Equal((long)row << 33, reader.GetInt64(1));
            Assert.Equal(row / 4.0, reader.GetDouble(2));
            Assert.Equal(row % 7 == 0 ? null : new string('é', row % 40), reader.GetString(3));
            Assert.Equal(row % 5 == 0, reader.IsDBNull(4));
            Assert.Equal(row % 5 == 0 ? [] : Enumerable.Range(0, row % 4).Select(i => $"{row} {i}"), reader.GetStrings(4));
        }

        Assert.False(reader.Read());
    }

    [Fact]
    public void Parameters_are_bound_by_position_and_never_read_as_SQL()
    {
        using var connection = DuckDBConnection.Open();
        using var command = connection.CreateCommand("select $1::bigint + $2::bigint, $3::varchar, $4::varchar is null, $5::boolean");
        command.Bind(1, 40).Bind(2, 2L).Bind(3, "'; drop table x; -- é").Bind(4, null).Bind(5, true);
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        Assert.Equal(42, reader.GetInt64(0));
        Assert.Equal("'; drop table x; -- é", reader.GetString(1));
        Assert.True(reader.GetBoolean(2));
        Assert.True(reader.GetBoolean(3));
    }

    [Fact]
    public void A_wrong_statement_throws_the_engines_words()
    {
        using var connection = DuckDBConnection.Open();
        var problem = Assert.Throws<DuckDBException>(() => connection.Execute("selec 1"));
        Assert.Contains("syntax error", problem.Message, StringComparison.Ordinal);
        problem = Assert.Throws<DuckDBException>(() => connection.Count("select cast('x' || range as int) from range(2)"));
        Assert.Contains("Could not convert", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_does_not_fit_the_table_is_refused()
    {
        using var connection = DuckDBConnection.Open();
        connection.Execute("create table t (a integer, b varchar)");
        using var appender = connection.CreateAppender("t");
        Assert.Throws<InvalidOperationException>(() => appender.CreateRow().AppendValue(1L));
        Assert.Throws<InvalidOperationException>(() => appender.CreateRow().AppendValue(1).EndRow());
        Assert.Throws<InvalidOperationException>(() => appender.CreateRow().AppendValue(1).AppendValue("x").AppendValue("y"));
    }

    [Fact]
    public void Cancellation_interrupts_a_running_statement()
    {
        using var connection = DuckDBConnection.Open();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => connection.Count("select count(*) from range(100000) a, range(10000000) b where a.range * b.range % 7 = 3", stop.Token));
        Assert.Equal(3, connection.Count("select 3"));
    }

    [Fact]
    public void A_streamed_result_can_be_left_half_read()
    {
        using var connection = DuckDBConnection.Open();
        using (var command = connection.CreateCommand("select range from range(1000000)"))
        using (var reader = command.ExecuteReader())
        {
            Assert.True(reader.Read());
        }

        Assert.Equal(1_000_000, connection.Count("select count(*) from range(1000000)"));
    }

    [Fact]
    public void Two_connections_of_one_database_see_each_others_tables()
    {
        using var first = DuckDBConnection.Open();
        using var second = first.Duplicate();
        first.Execute("create table t as select 7 as a");
        Assert.Equal(7, second.Count("select a from t"));
    }

    [Fact]
    public void A_Parquet_file_gives_back_every_column_type_and_equal_columns_give_equal_bytes()
    {
        using var folder = new TempFolder();
        ParquetColumn[] columns =
        [
            new("bool", new[] { true, false, true }),
            new("byte", new byte[] { 0, 7, 255 }),
            new("int", new[] { int.MinValue, 0, int.MaxValue }),
            new("long", new[] { long.MinValue, 0L, long.MaxValue }),
            new("float", new[] { float.NaN, -0f, 1.5f }),
            new("double", new[] { double.NegativeInfinity, 0.1, double.MaxValue }),
            new("order", new string?[] { null, "", "twelve bytes and more: é" }),
        ];
        ParquetFile.Write(folder.File("a.parquet"), columns);
        ParquetFile.Write(folder.File("b.parquet"), columns);

        var table = ParquetFile.Read(folder.File("a.parquet"));
        Assert.Equal(3, table.RowCount);
        Assert.Equal(columns[0].Values, table.Bools("bool"));
        Assert.Equal(columns[1].Values, table.Bytes("byte"));
        Assert.Equal(columns[2].Values, table.Ints("int"));
        Assert.Equal(columns[3].Values, table.Longs("long"));
        Assert.Equal(columns[4].Values, table.Floats("float"));
        Assert.Equal(columns[5].Values, table.Doubles("double"));
        Assert.Equal(columns[6].Values, table.Strings("order"));
        Assert.Equal(File.ReadAllBytes(folder.File("a.parquet")), File.ReadAllBytes(folder.File("b.parquet")));
        Assert.Equal(["long"], ParquetFile.Read(folder.File("a.parquet"), "long").Names);
    }

    [Fact]
    public void A_large_Parquet_file_keeps_its_order_and_an_empty_one_its_columns()
    {
        using var folder = new TempFolder();
        var values = Enumerable.Range(0, 300_000).Select(row => row * 7919 % 300_007).ToArray();
        ParquetFile.Write(folder.File("a.parquet"), new ParquetColumn("a", values));
        Assert.Equal(values, ParquetFile.Read(folder.File("a.parquet"), "a").Ints("a"));

        ParquetFile.Write(folder.File("b.parquet"), new ParquetColumn("a", Array.Empty<string>()));
        Assert.Empty(ParquetFile.Read(folder.File("b.parquet")).Strings("a"));
    }

    [Fact]
    public void A_file_that_is_no_Parquet_is_missing_or_lacks_a_column_is_named()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("text.parquet"), "this is no Parquet file at all");
        ParquetFile.Write(folder.File("a.parquet"), new ParquetColumn("a", new[] { 1 }));

        Assert.Contains("text.parquet", Assert.Throws<RegenException>(() => ParquetFile.Read(folder.File("text.parquet"))).Message, StringComparison.Ordinal);
        Assert.Contains("missing", Assert.Throws<RegenException>(() => ParquetFile.Read(folder.File("none.parquet"))).What, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<RegenException>(() => ParquetFile.Read(folder.Path)).What, StringComparison.Ordinal);
        Assert.Contains("it has a", Assert.Throws<RegenException>(() => ParquetFile.Read(folder.File("a.parquet"), "b")).Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_a_clear_error_and_the_old_file_stays()
    {
        Assert.SkipUnless(TinyDisk.CanMount, TinyDisk.Reason);
        using var disk = TinyDisk.Mount(kilobytes: 256);
        var path = Path.Combine(disk.Path, "a.parquet");
        ParquetFile.Write(path, new ParquetColumn("a", new[] { 1, 2, 3 }));

        var random = new Random(1);
        var many = Enumerable.Range(0, 500_000).Select(_ => random.NextInt64()).ToArray();
        var problem = Assert.Throws<RegenException>(() => ParquetFile.Write(path, new ParquetColumn("a", many)));

        Assert.Contains("No space left", problem.What, StringComparison.Ordinal);
        Assert.Contains("free disk space", problem.Fix, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], ParquetFile.Read(path, "a").Ints("a"));
        Assert.Equal([path], Directory.GetFiles(disk.Path));
    }
}
