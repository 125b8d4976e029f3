using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>Rows to numbered Parquet parts, each written when the rows in memory have grown large: memory stays flat.</summary>
internal sealed class PartWriter : IDisposable
{
    private const long PartBytes = 96 << 20;
    private const int PartRows = 2_000_000;

    // Read once or twice and deleted: cheap to write goes before small.
    public const string Format = "format parquet, compression snappy, dictionary_size_limit 1, row_group_size 122880";

    private readonly DuckDBConnection connection;
    private readonly string folder;
    private readonly string name;
    private readonly string columns;
    private DuckDBAppender? appender;
    private long bytes;
    private int rows;
    private int parts;

    /// <param name="columns">SQL column definitions.</param>
    public PartWriter(DuckDBConnection connection, string folder, string name, string columns)
    {
        (this.connection, this.folder, this.name, this.columns) = (connection, folder, name, columns);
        Begin();
    }

    public long Rows { get; private set; }

    /// <summary>Begins a row.</summary>
    /// <param name="size">About how many bytes of text it will hold.</param>
    public DuckDBAppender CreateRow(int size)
    {
        bytes += size + 64;
        return appender!.CreateRow();
    }

    public void EndRow(CancellationToken stop)
    {
        appender!.EndRow();
        Rows++;
        if (++rows >= PartRows || bytes >= PartBytes)
        {
            WritePart(stop);
            Begin();
        }
    }

    /// <summary>Writes the last part; there is always one, so that readers find the columns.</summary>
    public void Finish(CancellationToken stop)
    {
        if (rows > 0 || parts == 0)
        {
            WritePart(stop);
        }
    }

    /// <summary>A reader of every part written under this name, for the FROM clause.</summary>
    public static string Scan(string folder, string name) => $"read_parquet({DuckDBConnection.Quote(Path.Combine(folder, name + "-*.parquet"))})";

    public void Dispose()
    {
        appender?.Dispose();
        appender = null;
    }

    private void Begin()
    {
        connection.Execute($"create or replace table {name} ({columns})");
        appender = connection.CreateAppender(name);
        (rows, bytes) = (0, 0);
    }

    private void WritePart(CancellationToken stop)
    {
        appender!.Dispose();
        appender = null;
        ParquetFile.CopyTo(connection, $"from {name}", Path.Combine(folder, $"{name}-{parts++:D5}.parquet"), Format, stop);
        connection.Execute($"drop table {name}", stop);
    }
}
