using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>The users of a sequence file, handed out in the order in which the interactions come by.</summary>
internal sealed class PublishedReader : IDisposable
{
    private const string Fix = "the sequence file must hold exactly the users of the reviews, one line each";

    private readonly DuckDBConnection connection;
    private readonly DuckDBCommand command;
    private readonly DuckDBDataReader reader;
    private readonly string file;
    private readonly List<int> items = [];
    private bool hasRow;

    private PublishedReader(DuckDBConnection engine, string file, string sequences, CancellationToken stop)
    {
        this.file = file;
        connection = engine.Duplicate();
        command = connection.CreateCommand(
            $"""
            select s.user_key, i.number from {sequences} s left join source_users u on u.key = s.user_key left join source_items i on i.key = s.item_key
            order by u.first nulls first, s."row"
            """);
        reader = command.ExecuteReader(stop);
        hasRow = reader.Read();
    }

    /// <returns>Null unless the order comes from a sequence file.</returns>
    public static PublishedReader? Open(StageContext context, DuckDBConnection engine, string folder, TieOrder order)
    {
        if (order.Kind != "sequence")
        {
            return null;
        }

        using (var writer = context.OpenEngine(threads: 1))
        {
            SequenceStage.ReadSequences(context, writer, folder, "published", order.File!);
        }

        return new PublishedReader(engine, order.File!, PartWriter.Scan(folder, "published"), context.Stop);
    }

    /// <summary>The items of the next user, who must be this one; an item that the source does not know is -1.</summary>
    public IReadOnlyList<int> Next(string user)
    {
        if (!hasRow || reader.GetString(0) != user)
        {
            var other = hasRow ? reader.GetString(0) : null;
            throw new RegenException(
                other is null ? $"the sequence file has no line for user {user}" : $"the sequence file has a line for user {other} where the reviews have user {user}", file, Fix);
        }

        items.Clear();
        while (hasRow && reader.GetString(0) == user)
        {
            items.Add(reader.IsDBNull(1) ? -1 : reader.GetInt32(1));
            hasRow = reader.Read();
        }

        return items;
    }

    public void RequireEnd()
    {
        if (hasRow)
        {
            throw new RegenException($"the sequence file has a line for user {reader.GetString(0)}, whom the reviews do not know", file, Fix);
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        command.Dispose();
        connection.Dispose();
    }
}
