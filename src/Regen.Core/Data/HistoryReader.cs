using Regen.Core.Data.Stages;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data;

/// <summary>
/// Users' histories with their texts, streamed from a prepared corpus in the order of its users. Items are held in memory; beside
/// them stands one user, whatever the corpus holds.
/// </summary>
public sealed class HistoryReader
{
    private readonly string folder;
    private readonly Item[] items;

    private HistoryReader(string folder, Manifest manifest, Item[] items) => (this.folder, Manifest, this.items) = (folder, manifest, items);

    /// <summary>From what and how the corpus was made.</summary>
    public Manifest Manifest { get; }

    /// <summary>By item number.</summary>
    public IReadOnlyList<Item> Items => items;

    /// <exception cref="RegenException">The folder holds no finished corpus, or files of another one.</exception>
    public static HistoryReader Open(string preparedFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(preparedFolder);
        var manifest = PreparedStore.ReadManifest(preparedFolder);
        return new HistoryReader(preparedFolder, manifest, PreparedStore.ReadItems(Path.Combine(preparedFolder, OutputStage.Items)));
    }

    /// <summary>The users of one part, or all of them. Every enumeration reads the files anew.</summary>
    /// <param name="part">Parts have about equal numbers of interactions, and every user stands in one of them.</param>
    public IEnumerable<PurchaseHistory> Read(WorkPart? part = null, CancellationToken stop = default)
    {
        var (first, end) = part is { } some ? Users(some, stop) : (0, int.MaxValue);
        using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
        using var beside = engine.Duplicate();
        using var userCommand = beside.CreateCommand(
            $"select user, key, length from {Source(OutputStage.Users)} where user >= {first} and user < {end} order by user");
        using var users = userCommand.ExecuteReader(stop);
        using var command = engine.CreateCommand(
            $"select user, item, time, rating, summary, text, cast(shared_levels as integer) from {Source(OutputStage.Interactions)} where user >= {first} and user < {end}");
        using var rows = command.ExecuteReader(stop);
        while (users.Read())
        {
            stop.ThrowIfCancellationRequested();
            var user = users.GetInt32(0);
            var purchases = new Purchase[users.GetInt32(2)];
            for (var position = 0; position < purchases.Length; position++)
            {
                purchases[position] = rows.Read() && rows.GetInt32(0) == user ? Purchase(rows) : throw Torn(user);
            }

            yield return new PurchaseHistory { User = user, Key = users.GetString(1)!, Purchases = purchases };
        }
    }

    private Purchase Purchase(DuckDBDataReader row)
    {
        var item = row.GetInt32(1);
        return new Purchase
        {
            ItemNumber = item,
            Item = items[item],
            Time = row.GetInt64(2),
            Review = new Review { Rating = row.IsDBNull(3) ? null : row.GetDouble(3), Summary = row.GetString(4), Text = row.GetString(5) },
            SharedLevels = row.GetInt32(6),
        };
    }

    // The same cuts as WorkPart.Of makes over the users' lengths, without holding these.
    private (int First, int End) Users(WorkPart part, CancellationToken stop)
    {
        using var engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
        var total = (Int128)engine.Count($"select coalesce(sum(length), 0) from {Source(OutputStage.Users)}", stop);
        using var command = engine.CreateCommand($"select length from {Source(OutputStage.Users)}");
        using var reader = command.ExecuteReader(stop);
        var (unit, before) = (0, Int128.Zero);
        int Cut(int parts)
        {
            while (before * part.Count < total * parts && reader.Read())
            {
                before += reader.GetInt32(0);
                unit++;
            }

            return unit;
        }

        return (Cut(part.Number - 1), Cut(part.Number));
    }

    private string Source(string file) => $"read_parquet({DuckDBConnection.Quote(Path.Combine(folder, file))})";

    private RegenException Torn(int user) => new(
        $"the interactions of user {user:N0} are not those that users.parquet counts", folder, "delete the folder and prepare the corpus again");
}
