using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Dataset;

/// <summary>The released shape as Parquet: the lines of the JSON file as rows, its objects as structs, what a line leaves out as null.</summary>
internal static class ReleasedParquet
{
    // A user is some ten kilobytes, so the engine's usual row group would hold a gigabyte.
    private const string Format = "format parquet, compression zstd, row_group_size 4096";

    private const long LargestLine = 1 << 30;

    public static bool Is(string file) => file.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the lines beside the file, and from them the file, whole or not at all.</summary>
    /// <param name="writeLines">Writes JSON Lines to the path given and says how many.</param>
    public static long Write(string file, Func<string, long> writeLines, CancellationToken stop)
    {
        var lines = file + ".lines";
        try
        {
            var users = writeLines(lines);
            using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
            ParquetFile.CopyTo(
                engine,
                $"from read_json({DuckDBConnection.Quote(lines)}, format = 'newline_delimited', maximum_object_size = {LargestLine}, columns = {Columns})",
                file,
                Format,
                stop);
            return users;
        }
        finally
        {
            File.Delete(lines);
        }
    }

    /// <returns>Each row as a JSON object, in order; absent values are null.</returns>
    /// <exception cref="RegenException">There is no such file, or it is no Parquet.</exception>
    public static IEnumerable<string> Rows(string file, CancellationToken stop)
    {
        if (!File.Exists(file))
        {
            throw new RegenException("the file is missing", file, "check the path");
        }

        using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
        using var command = engine.CreateCommand($"select cast(to_json(line) as varchar) from read_parquet({DuckDBConnection.Quote(file)}) as line");
        using var reader = command.ExecuteReader(stop);
        while (reader.Read())
        {
            stop.ThrowIfCancellationRequested();
            yield return reader.GetString(0)!;
        }
    }

    private static string Columns
    {
        get
        {
            string Texts(IEnumerable<string> names) => string.Join(", ", names.Select(static name => $"\"{name}\" varchar"));
            var kinds = Enum.GetValues<NarrativeKind>();
            var item = $"struct(asin varchar, title varchar, category varchar, price double, brand varchar, description varchar, {ReleasedNames.Levels} varchar[], \"{ReleasedNames.ItemNumber}\" integer)";
            const string review = "struct(summary varchar, rating double, \"text\" varchar, unix_time bigint)";
            var critique = $"critique varchar, {ReleasedNames.Options} varchar[], {ReleasedNames.Drawn} integer, {ReleasedNames.Problem} varchar";
            var purchase = $"struct(item {item}, review {review}, {ReleasedNames.SharedLevels} integer, {critique}, {Texts(kinds.Select(ReleasedNames.Of))})";
            return "{reviewer_id: 'varchar', "
                + $"{ReleasedNames.UserNumber}: 'integer', purchase_history: '{purchase}[]', "
                + $"\"user\": 'struct({Texts(kinds.Where(ReleasedNames.IsOfUser).Select(ReleasedNames.Of))})', "
                + $"last_purchase: 'struct({Texts(kinds.Where(static kind => !ReleasedNames.IsOfUser(kind)).Select(ReleasedNames.Of))})'}}";
        }
    }
}
