using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>The keys of the users of the interactions, one after the other by their numbers.</summary>
internal sealed class UserKeys : IDisposable
{
    private readonly DuckDBCommand command;
    private readonly DuckDBDataReader reader;

    public UserKeys(DuckDBConnection connection, CancellationToken stop)
    {
        command = connection.CreateCommand("select key from source_users order by first");
        reader = command.ExecuteReader(stop);
    }

    /// <summary>The next user's key; every user has interactions, so that none is left out.</summary>
    public string Next() => reader.Read() ? reader.GetString(0)! : throw new InvalidOperationException("an interaction belongs to a user without a key");

    public void Dispose()
    {
        reader.Dispose();
        command.Dispose();
    }
}
