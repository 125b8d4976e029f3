using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.LanguageModels;

/// <summary>What a merge added to its target.</summary>
public sealed record MergeResult(long Answers, long Failures, long Attempts);

/// <summary>Takes stores into another one in a single transaction.</summary>
internal static class StoreMerge
{
    private const int MostNamed = 10;

    public static MergeResult Merge(string target, IReadOnlyList<string> sources)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentNullException.ThrowIfNull(sources);
        Check(target, sources);
        var locks = new List<IDisposable>();
        try
        {
            foreach (var store in sources.Append(target))
            {
                // Opening makes what is missing, checks the form, and settles what a kill left open.
                DuckDBAnswerStore.Open(store).Dispose();
                locks.Add(StoreLock.Take(store));
            }

            using var connection = DuckDBConnection.Open(DuckDBAnswerStore.Options(target));
            return MergeAll(connection, target, sources);
        }
        catch (DuckDBException problem)
        {
            throw DuckDBAnswerStore.Unusable(target, problem);
        }
        finally
        {
            locks.ForEach(static one => one.Dispose());
        }
    }

    private static void Check(string target, IReadOnlyList<string> sources)
    {
        foreach (var source in sources)
        {
            if (!File.Exists(DuckDBAnswerStore.Options(source).Path))
            {
                throw new RegenException("there is no store of answers", source, "give the folders that the parts were run with");
            }

            if (Path.GetFullPath(source) == Path.GetFullPath(target))
            {
                throw new RegenException("a store cannot be merged into itself", source, "name it as the target alone");
            }
        }
    }

    private static MergeResult MergeAll(DuckDBConnection connection, string target, IReadOnlyList<string> sources)
    {
        foreach (var (number, source) in sources.Index())
        {
            connection.Execute($"attach {DuckDBConnection.Quote(DuckDBAnswerStore.Options(source).Path!)} as s{number} (read_only)");
        }

        connection.Execute("begin transaction");
        var result = new MergeResult(0, 0, 0);
        var conflicts = new List<string>();
        foreach (var (number, source) in sources.Index())
        {
            conflicts.AddRange(Conflicts(connection, $"s{number}").Select(key => $"{key} in {source}"));
            result = Add(connection, $"s{number}", result);
        }

        connection.Execute(conflicts.Count == 0 ? "commit" : "rollback");
        return conflicts.Count == 0 ? result : throw new RegenException(
            $"{conflicts.Count:N0} answers differ between the stores under one key: {string.Join("; ", conflicts.Take(MostNamed))}{(conflicts.Count > MostNamed ? "; ..." : "")}",
            target,
            "nothing was merged: keep one of the stores, or ask those parts again into an empty one");
    }

    private static List<string> Conflicts(DuckDBConnection connection, string name)
    {
        using var command = connection.CreateCommand(
            $"select distinct s.key from {name}.answers s join answers a on a.prefix = s.prefix and a.key = s.key where a.text <> s.text order by 1");
        using var reader = command.ExecuteReader();
        var keys = new List<string>();
        while (reader.Read())
        {
            keys.Add(reader.GetString(0)!);
        }

        return keys;
    }

    private static MergeResult Add(DuckDBConnection connection, string name, MergeResult sum)
    {
        var answers = connection.Execute(
            $"insert into answers from {name}.answers s where not exists (select 1 from answers a where a.prefix = s.prefix and a.key = s.key)");
        var failures = connection.Execute(
            $"insert into failures from {name}.failures s where not exists (select 1 from failures f where f.session = s.session and f.key = s.key)");
        var fresh = $"from {name}.ledger s where not exists (select 1 from ledger l where l.store = s.store and l.number = s.number)";
        var attempts = connection.Count($"select coalesce(sum(attempts), 0) {fresh} and s.kind = 'Reserved'");
        connection.Execute($"insert into ledger {fresh}");
        return new MergeResult(sum.Answers + answers, sum.Failures + failures, sum.Attempts + attempts);
    }
}
