using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>The critiques of the pairs, handed out to interactions that come by in the same order: by user and position.</summary>
internal sealed class AssignedCritiques : IDisposable
{
    private readonly DuckDBCommand command;
    private readonly DuckDBDataReader reader;
    private bool hasRow;

    public AssignedCritiques(DuckDBConnection engine, string file, CancellationToken stop)
    {
        command = engine.CreateCommand($"select user, position, critique, is_critiqued from read_parquet({DuckDBConnection.Quote(file)})");
        reader = command.ExecuteReader(stop);
        hasRow = reader.Read();
    }

    /// <returns>The critique's number, or -1; and whether somebody said it.</returns>
    public (int Critique, bool IsCritiqued) Of(int user, int position)
    {
        if (!hasRow || reader.GetInt32(0) != user || reader.GetInt32(1) != position)
        {
            return (-1, false);
        }

        var found = (reader.GetInt32(2), reader.GetBoolean(3));
        hasRow = reader.Read();
        return found;
    }

    /// <exception cref="InvalidOperationException">A critique was left over.</exception>
    public void RequireEnd()
    {
        if (hasRow)
        {
            throw new InvalidOperationException($"the critique of user {reader.GetInt32(0)}, position {reader.GetInt32(1)} has no interaction");
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        command.Dispose();
    }
}
