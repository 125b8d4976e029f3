using System.Text.Json;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Runs;

/// <summary>The folder of a rating run; <c>rating.json</c> comes last and marks it as finished.</summary>
/// <param name="path">The folder.</param>
public sealed class RatingFolder(string path)
{
    /// <summary>Name of the record's file.</summary>
    public const string RecordName = "rating.json";

    public string Path { get; } = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    public string RecordFile => In(RecordName);

    /// <summary>One row for each attribute of each output and variant.</summary>
    public string RatingsFile => In("ratings.parquet");

    /// <summary>One row for each user, kind and attribute: the mean score of what was really written.</summary>
    public string UsersFile => In("user-scores.parquet");

    /// <summary>The record is there, and with it everything else.</summary>
    public bool IsFinished => File.Exists(RecordFile);

    /// <summary>All rating runs in a folder and below it, finished or begun, by path.</summary>
    public static IReadOnlyList<RatingFolder> List(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        if (!Directory.Exists(root))
        {
            return [];
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };
        return
        [
            .. new[] { RecordName, "ratings.parquet", "ratings.*.tmp" }
                .SelectMany(name => Directory.EnumerateFiles(root, name, options))
                .Select(static file => System.IO.Path.GetDirectoryName(file)!)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Select(static folder => new RatingFolder(folder)),
        ];
    }

    /// <summary>Begins the rows of a run in a database beside the files, so that memory does not grow with them.</summary>
    /// <exception cref="RegenException">The folder cannot be written.</exception>
    public RatingRows Begin()
    {
        Directory.CreateDirectory(Path);
        return new RatingRows(this);
    }

    public void Write(RatingRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Directory.CreateDirectory(Path);
        WholeFile.Write(RecordFile, JsonSerializer.Serialize(record, RunJson.Pretty) + "\n");
    }

    /// <exception cref="RegenException">The run did not finish, or its record is damaged.</exception>
    public RatingRecord ReadRecord()
    {
        const string fix = "run 'regen rate' again with the same arguments; answers that are stored are not asked for again";
        var record = RunJson.Read<RatingRecord>(RecordFile, fix);
        return record.Format == 1 ? record : throw new RegenException($"{RecordName} has format {record.Format}; this version of Regen reads format 1.", RecordFile, fix);
    }

    /// <returns>The rows in the order that they were rated in.</returns>
    /// <exception cref="RegenException">ratings.parquet is missing or damaged.</exception>
    public RatingRow[] ReadRows()
    {
        var table = ParquetFile.Read(RatingsFile);
        var (users, keys, positions) = (table.Ints("user"), table.Strings("key"), table.Ints("position"));
        var (kinds, attributes, variants) = (table.Strings("kind"), table.Strings("attribute"), table.Strings("variant"));
        var (donors, ratings, scores, rated) = (table.Strings("donor"), table.Strings("ratings"), table.Ints("score"), table.Bools("is_rated"));
        return
        [
            .. Enumerable.Range(0, table.RowCount).Select(row => new RatingRow(
                users[row], keys[row]!, positions[row], kinds[row]!, attributes[row]!, variants[row]!, donors[row]!, rated[row] ? scores[row] : null, ratings[row]!)),
        ];
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}

/// <summary>Takes the rows of a rating run one by one.</summary>
public sealed class RatingRows : IDisposable
{
    private readonly RatingFolder folder;
    private readonly string database;
    private readonly DuckDBConnection connection;
    private readonly DuckDBAppender appender;
    private long count;

    internal RatingRows(RatingFolder folder)
    {
        this.folder = folder;
        database = System.IO.Path.Combine(folder.Path, $"ratings.{Environment.ProcessId}.tmp");
        Clear();
        connection = DuckDBConnection.Open(new DuckDBOptions { Path = database, Threads = 1, MemoryLimit = "256MB" });
        connection.Execute(
            "create table rows (number bigint, \"user\" integer, \"key\" varchar, position integer, kind varchar, attribute varchar, variant varchar, "
            + "donor varchar, is_rated boolean, score integer, ratings varchar)");
        appender = connection.CreateAppender("rows");
    }

    public void Add(RatingRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        appender.CreateRow().AppendValue(count++).AppendValue(row.User).AppendValue(row.Key).AppendValue(row.Position)
            .AppendValue(row.Kind).AppendValue(row.Attribute).AppendValue(row.Variant).AppendValue(row.Donor)
            .AppendValue(row.Score is not null).AppendValue(row.Score ?? 0).AppendValue(row.Ratings)
            .EndRow();
    }

    /// <summary>Writes both Parquet files, each whole or not at all.</summary>
    /// <exception cref="RegenException">A file cannot be written.</exception>
    public void Finish()
    {
        appender.Dispose();
        ParquetFile.CopyTo(connection, "select * exclude (number) from rows order by number", folder.RatingsFile);
        ParquetFile.CopyTo(
            connection,
            "select \"user\", \"key\", kind, attribute, count(*)::integer outputs, avg(score) score from rows where variant = 'real' and is_rated "
            + "group by all order by \"user\", \"key\", kind, attribute",
            folder.UsersFile);
    }

    public void Dispose()
    {
        appender.Dispose();
        connection.Dispose();
        Clear();
    }

    private void Clear()
    {
        File.Delete(database);
        File.Delete(database + ".wal");
    }
}
