using Regen.Core.Domain;

namespace Regen.Core.Storage;

/// <summary>Parquet files as plain columns: written whole or not at all, and equal columns give equal bytes.</summary>
public static class ParquetFile
{
    internal const int RowGroupSize = 122_880;

    /// <summary>Options of every Parquet file that Regen writes.</summary>
    internal static readonly string Format = $"format parquet, compression zstd, compression_level 1, row_group_size {RowGroupSize}";

    /// <summary>Writes columns of equal length; zstd, one thread, so the bytes depend on the values alone.</summary>
    /// <exception cref="RegenException">The file cannot be written.</exception>
    public static void Write(string path, params IReadOnlyList<ParquetColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count, nameof(columns));
        var rows = columns[0].Values.Length;
        if (columns.FirstOrDefault(column => column.Values.Length != rows) is { } uneven)
        {
            throw new ArgumentException($"column {uneven.Name} has {uneven.Values.Length} rows, {columns[0].Name} has {rows}");
        }

        using var connection = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
        connection.Execute($"create table file ({string.Join(", ", columns.Select(column => $"{Name(column.Name)} {column.SqlType}"))})");
        using (var appender = connection.CreateAppender("file"))
        {
            for (var row = 0; row < rows; row++)
            {
                appender.CreateRow();
                foreach (var column in columns)
                {
                    column.Append(appender, row);
                }

                appender.EndRow();
            }
        }

        CopyTo(connection, "from file", path);
    }

    /// <summary>Reads the named columns, or all of them when none is named.</summary>
    /// <exception cref="RegenException">There is no such file or column, or it is no Parquet.</exception>
    public static ParquetTable Read(string path, params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (!File.Exists(path))
        {
            throw new RegenException(
                Directory.Exists(path) ? "a folder stands where a Parquet file should be" : "the Parquet file is missing", path, "give the path of the file that Regen wrote");
        }

        using var connection = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
        var source = $"from read_parquet({DuckDBConnection.Quote(path)})";
        using (var command = connection.CreateCommand($"select * {source} limit 0"))
        using (var shape = command.ExecuteReader())
        {
            var there = Enumerable.Range(0, shape.FieldCount).Select(shape.GetName).ToArray();
            if (columns.FirstOrDefault(name => !there.Contains(name)) is { } missing)
            {
                throw new RegenException($"the Parquet file has no column '{missing}'", path, $"it has {string.Join(", ", there)}");
            }

            columns = columns.Count == 0 ? there : columns;
        }

        var rows = (int)connection.Count($"select count(*) {source}");
        using var query = connection.CreateCommand($"select {string.Join(", ", columns.Select(Name))} {source}");
        using var reader = query.ExecuteReader();
        return ParquetTable.Read(reader, rows);
    }

    /// <summary>Writes a query's rows beside the target, flushes, and renames: a reader sees the old file or the whole new one.</summary>
    internal static void CopyTo(DuckDBConnection connection, string query, string path, CancellationToken stop = default) => CopyTo(connection, query, path, Format, stop);

    /// <inheritdoc cref="CopyTo(DuckDBConnection, string, string, CancellationToken)"/>
    /// <param name="format">Options in place of <see cref="Format"/>, for a file that does not stay.</param>
    internal static void CopyTo(DuckDBConnection connection, string query, string path, string format, CancellationToken stop)
    {
        var unfinished = path + ".tmp";
        try
        {
            using (var steady = new SteadyFlush(unfinished))
            {
                connection.Execute($"copy ({query}) to {DuckDBConnection.Quote(unfinished)} ({format})", stop);
                steady.Finish();
            }

            using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite))
            {
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (IOException problem)
        {
            throw new RegenException($"the Parquet file cannot be written: {problem.Message}", path, "check the folder and the free disk space", problem);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static string Name(string column) => "\"" + column.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
