using Regen.Core.Domain;
using Regen.Core.Storage.Native;

namespace Regen.Core.Storage;

/// <summary>A connection to DuckDB, in the manner of ADO.NET. One thread at a time; <see cref="Duplicate"/> gives another one.</summary>
public sealed class DuckDBConnection : IDisposable
{
    private readonly DatabaseHandle database;

    private DuckDBConnection(DatabaseHandle database)
    {
        this.database = database;
        Handle = new ConnectionHandle(database);
    }

    /// <summary>Version of the engine, such as "v1.5.6".</summary>
    public static unsafe string EngineVersion => DuckDBException.Words(NativeMethods.LibraryVersion()) ?? "unknown";

    /// <summary>The library file in use; null where none is found.</summary>
    public static string? LibraryPath => DuckDBLibrary.Find();

    internal ConnectionHandle Handle { get; }

    /// <summary>Opens a database; extensions are never fetched from the network.</summary>
    /// <exception cref="RegenException">The file is no database, is locked, or cannot be made.</exception>
    public static DuckDBConnection Open(DuckDBOptions? options = null)
    {
        options ??= new DuckDBOptions();
        _ = NativeMethods.CreateConfig(out var config);
        try
        {
            foreach (var (name, value) in Settings(options))
            {
                if (NativeMethods.SetConfig(config, name, value) != 0)
                {
                    throw new ArgumentException($"DuckDB does not take {name} = {value}");
                }
            }

            return new DuckDBConnection(OpenDatabase(options.Path, config));
        }
        finally
        {
            NativeMethods.DestroyConfig(ref config);
        }
    }

    /// <summary>A second connection to the same database, for work beside an open reader.</summary>
    public DuckDBConnection Duplicate() => new(database);

    public DuckDBCommand CreateCommand(string sql) => new(this, sql);

    /// <summary>Runs a statement and returns the rows it changed.</summary>
    public long Execute(string sql, CancellationToken stop = default)
    {
        using var command = CreateCommand(sql);
        return command.ExecuteNonQuery(stop);
    }

    /// <summary>The one whole number that a query gives.</summary>
    public long Count(string sql, CancellationToken stop = default)
    {
        using var command = CreateCommand($"select cast(({sql}) as bigint)");
        using var reader = command.ExecuteReader(stop);
        return reader.Read() ? reader.GetInt64(0) : throw new InvalidOperationException("no row: " + sql);
    }

    /// <summary>Appends rows to an existing table, by chunks.</summary>
    public DuckDBAppender CreateAppender(string table) => new(this, table);

    /// <summary>A text as an SQL literal.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
    }

    public void Dispose()
    {
        Handle.Dispose();
        database.Dispose();
    }

    private static unsafe DatabaseHandle OpenDatabase(string? path, nint config)
    {
        if (NativeMethods.Open(path, out var database, config, out var error) == 0)
        {
            return new DatabaseHandle(database);
        }

        var words = DuckDBException.Words(error);
        NativeMethods.Free(error);
        throw DuckDBException.From(words, path ?? "memory");
    }

    private static IEnumerable<(string Name, string Value)> Settings(DuckDBOptions options)
    {
        yield return ("autoinstall_known_extensions", "false");
        yield return ("autoload_known_extensions", "false");
        yield return ("preserve_insertion_order", options.PreserveInsertionOrder ? "true" : "false");
        if (options.MemoryLimit is { } memory)
        {
            yield return ("memory_limit", memory);
        }

        if (options.Threads is { } threads)
        {
            yield return ("threads", threads.ToString());
        }

        if (options.TempDirectory is { } temp)
        {
            yield return ("temp_directory", temp);
        }
    }
}
