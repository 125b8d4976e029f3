using System.Globalization;
using Regen.Core.Storage;

namespace Regen.Core.LanguageModels;

/// <summary>An answer on its way into the store.</summary>
/// <param name="IsNew">Its key is known to be absent.</param>
internal sealed record AnswerRow(AnswerKey Key, ModelRequest Request, ModelAnswer Answer, long At, bool IsNew);

/// <summary>A request that ended without an answer.</summary>
internal sealed record FailureRow(AnswerKey Key, ModelRequest Request, AttemptKind Kind, string Problem, long At);

/// <summary>The store's tables and every statement on them. No unique index: it would be held in memory and grow with the records.</summary>
internal static class AnswerTables
{
    public const int Version = 1;

    /// <summary>The key's first 64 bits, the only column that a lookup scans whole.</summary>
    public static long Prefix(AnswerKey key) => unchecked((long)ulong.Parse(key.Hex.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    public static void Create(DuckDBConnection connection)
    {
        connection.Execute("begin transaction");
        connection.Execute("create table if not exists store (version bigint, id varchar)");
        connection.Execute(
            "create table if not exists answers (prefix bigint, key varchar, place varchar, prompt varchar, draw varchar, text varchar, model varchar, finish varchar, input_tokens bigint, output_tokens bigint, stored_ms bigint)");
        connection.Execute("create table if not exists failures (key varchar, place varchar, prompt varchar, draw varchar, kind varchar, problem varchar, session varchar, stored_ms bigint)");
        connection.Execute("create table if not exists ledger (store varchar, number bigint, kind varchar, attempts bigint, reserved bigint, cost bigint, input_tokens bigint, output_tokens bigint, stored_ms bigint)");
        connection.Execute($"insert into store select {Version}, uuid()::varchar where not exists (from store)");
        connection.Execute("commit");
    }

    public static (long Version, string Id) Identity(DuckDBConnection connection)
    {
        using var command = connection.CreateCommand("select version, id from store");
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetString(1)!) : throw new InvalidOperationException("a store without identity");
    }

    public static void Append(DuckDBConnection connection, IEnumerable<AnswerRow> rows, string table)
    {
        using var appender = connection.CreateAppender(table);
        foreach (var (key, request, answer, at, _) in rows)
        {
            appender.CreateRow().AppendValue(Prefix(key)).AppendValue(key.Hex).AppendValue(request.Place).AppendValue(request.Prompt).AppendValue(request.Draw)
                .AppendValue(answer.Text).AppendValue(answer.ReportedModel).AppendValue(answer.FinishReason);
            _ = answer.InputTokens is { } input ? appender.AppendValue(input) : appender.AppendNull();
            _ = answer.OutputTokens is { } output ? appender.AppendValue(output) : appender.AppendNull();
            appender.AppendValue(at).EndRow();
        }
    }

    /// <summary>Appends those whose key is not there; the rows' own keys are distinct.</summary>
    public static void AppendAbsent(DuckDBConnection connection, IEnumerable<AnswerRow> rows)
    {
        connection.Execute("create or replace temp table incoming as from answers limit 0");
        Append(connection, rows, "incoming");
        connection.Execute(
            "insert into answers from incoming i where not exists (select 1 from answers a where a.prefix = i.prefix and a.key = i.key)");
        connection.Execute("drop table incoming");
    }

    public static void Append(DuckDBConnection connection, IEnumerable<FailureRow> rows, string session)
    {
        using var appender = connection.CreateAppender("failures");
        foreach (var (key, request, kind, problem, at) in rows)
        {
            appender.CreateRow().AppendValue(key.Hex).AppendValue(request.Place).AppendValue(request.Prompt).AppendValue(request.Draw)
                .AppendValue(kind.ToString()).AppendValue(problem).AppendValue(session).AppendValue(at).EndRow();
        }
    }

    public static void Append(DuckDBConnection connection, IEnumerable<LedgerLine> lines, string store, ref long number)
    {
        using var appender = connection.CreateAppender("ledger");
        foreach (var line in lines)
        {
            appender.CreateRow().AppendValue(store).AppendValue(number++).AppendValue(line.Kind.ToString()).AppendValue(line.Attempts).AppendValue(line.Reserved).AppendValue(line.Cost)
                .AppendValue(line.InputTokens).AppendValue(line.OutputTokens).AppendValue(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()).EndRow();
        }
    }

    public static List<LedgerLine> Ledger(DuckDBConnection connection)
    {
        using var command = connection.CreateCommand(
            "select kind, sum(attempts)::bigint, sum(reserved)::bigint, sum(cost)::bigint, sum(input_tokens)::bigint, sum(output_tokens)::bigint from ledger group by kind");
        using var reader = command.ExecuteReader();
        var lines = new List<LedgerLine>();
        while (reader.Read())
        {
            lines.Add(new LedgerLine(
                Enum.Parse<AttemptKind>(reader.GetString(0)!), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        }

        return lines;
    }

    /// <summary>
    /// Two steps, so that texts are read for hits alone: the prefixes' column against the window's, then the rows found. Where
    /// a key stands twice, the first row counts.
    /// </summary>
    public static Dictionary<AnswerKey, ModelAnswer> Find(DuckDBConnection connection, IReadOnlyCollection<AnswerKey> keys)
    {
        var found = new Dictionary<AnswerKey, ModelAnswer>();
        var rows = keys.Count == 0 ? [] : Rows(connection, keys);
        if (rows.Count == 0)
        {
            return found;
        }

        var wanted = keys.ToHashSet();
        using var command = connection.CreateCommand(
            $"select rowid, key, text, model, finish, input_tokens, output_tokens from answers where rowid between {rows.Min()} and {rows.Max()} and rowid in ({string.Join(',', rows)}) order by rowid");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var key = new AnswerKey(reader.GetString(1)!);
            if (wanted.Contains(key))
            {
                found.TryAdd(key, Answer(reader));
            }
        }

        return found;
    }

    /// <summary>Goes through the prefixes of all keys.</summary>
    public static void ReadPrefixes(DuckDBConnection connection, Action<long> add)
    {
        using var command = connection.CreateCommand("select prefix from answers");
        using var reader = command.ExecuteReader();
        while (reader.NextChunk())
        {
            foreach (var prefix in reader.Column<long>(0))
            {
                add(prefix);
            }
        }
    }

    public static Dictionary<AnswerKey, string> FindFailures(DuckDBConnection connection, IReadOnlyCollection<AnswerKey> keys, string session)
    {
        using var command = connection.CreateCommand(
            $"select key, problem from failures where session = {DuckDBConnection.Quote(session)} and key in ({string.Join(',', keys.Select(static key => DuckDBConnection.Quote(key.Hex)))})");
        using var reader = command.ExecuteReader();
        var found = new Dictionary<AnswerKey, string>();
        while (reader.Read())
        {
            found[new AnswerKey(reader.GetString(0)!)] = reader.GetString(1) ?? "";
        }

        return found;
    }

    public static SortedDictionary<string, long> ReportedModels(DuckDBConnection connection)
    {
        using var command = connection.CreateCommand("select coalesce(model, ''), count(*) from answers group by 1");
        using var reader = command.ExecuteReader();
        var models = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (reader.Read())
        {
            models[reader.GetString(0)!] = reader.GetInt64(1);
        }

        return models;
    }

    public static double? MeanOutputTokens(DuckDBConnection connection, string prompt, int least)
    {
        using var command = connection.CreateCommand("select count(output_tokens), coalesce(avg(output_tokens), 0) from answers where prompt = $1");
        using var reader = command.Bind(1, prompt).ExecuteReader();
        return reader.Read() && reader.GetInt64(0) >= least ? reader.GetDouble(1) : null;
    }

    private static List<long> Rows(DuckDBConnection connection, IReadOnlyCollection<AnswerKey> keys)
    {
        using var command = connection.CreateCommand($"select rowid from answers where prefix in ({string.Join(',', keys.Select(Prefix))})");
        using var reader = command.ExecuteReader();
        var rows = new List<long>();
        while (reader.NextChunk())
        {
            rows.AddRange(reader.Column<long>(0));
        }

        return rows;
    }

    private static ModelAnswer Answer(DuckDBDataReader reader) => new()
    {
        Text = reader.GetString(2) ?? "",
        ReportedModel = reader.GetString(3),
        FinishReason = reader.GetString(4),
        InputTokens = reader.IsDBNull(5) ? null : reader.GetInt64(5),
        OutputTokens = reader.IsDBNull(6) ? null : reader.GetInt64(6),
    };
}
