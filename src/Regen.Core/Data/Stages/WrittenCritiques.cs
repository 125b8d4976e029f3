using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>FROM clauses of what earlier stages wrote.</summary>
internal sealed record StageInputs(string Spoken, string Profiles, string Items, string Users, string KeptItems);

/// <summary>Finds the eligible pairs of the critiques of a file, and reports those that have none.</summary>
internal sealed class WrittenCritiques(StageContext context, DuckDBConnection engine, string folder, StageInputs inputs)
{
    private const int Examples = 5;

    /// <summary>Makes the table <c>matched</c> (user, position, options, drawn); a critique of user and position goes before one of the item pair.</summary>
    public CritiqueReport Match(string path)
    {
        var stop = context.Stop;
        engine.Execute($"create temp view written as from {PartWriter.Scan(folder, "written")}", stop);
        engine.Execute(
            $"""
            create temp table by_place as select u.user, w.position, min(w."row") as "row" from written w join {inputs.Users} u on u.key = w.user_key
            where w.position is not null group by all
            """,
            stop);
        engine.Execute(
            $"""
            create temp table by_pair as select a.source_item as from_item, b.source_item as to_item, min(w."row") as "row"
            from written w join {inputs.KeptItems} a on a.key = w.from_key join {inputs.KeptItems} b on b.key = w.to_key
            where w.user_key is null or w.position is null group by all
            """,
            stop);
        engine.Execute(
            """
            create temp table places as select e.user, e.position, coalesce(u."row", i."row") as "row" from eligible e
            left join by_place u on u.user = e.user and u.position = e.position left join by_pair i on i.from_item = e.previous and i.to_item = e.source_item
            where u."row" is not null or i."row" is not null
            """,
            stop);
        engine.Execute("create temp view matched as select p.user, p.position, w.options, w.drawn from places p join written w using (\"row\")", stop);
        return Report(path);
    }

    private CritiqueReport Report(string path)
    {
        var stop = context.Stop;
        engine.Execute(
            $"""
            create temp table unmatched as select w.*, case when w.user_key is not null and w.position is not null then w.user_key not in (select key from {inputs.Users})
                else w.from_key not in (select key from {inputs.KeptItems}) or w.to_key not in (select key from {inputs.KeptItems}) end as is_unknown
            from written w where w."row" not in (select "row" from places)
            """,
            stop);
        var given = engine.Count("select count(*) from written", stop);
        var unmatched = engine.Count("select count(*) from unmatched", stop);
        var unknown = engine.Count("select count(*) from unmatched where is_unknown", stop);
        var examples = FirstUnmatched();
        if (given == 0 || unmatched == given)
        {
            throw new RegenException(
                given == 0 ? "the critiques file is empty" : $"none of {given:N0} critiques belongs to an eligible pair of this corpus",
                given == 0 ? path : $"{path}; the first: {examples[0]}",
                "check that the file was written for this corpus, and that its items and positions are those of the prepared sequences");
        }

        return new CritiqueReport
        {
            Given = given,
            OfUnknownKeys = unknown,
            OfUnknownPairs = unmatched - unknown,
            FirstUnmatched = examples,
            CritiquedPairs = 0,
            Texts = 0,
            Sentinels = [],
        };
    }

    private List<string> FirstUnmatched()
    {
        List<string> examples = [];
        using var command = engine.CreateCommand($"select \"row\", user_key, position, from_key, to_key, is_unknown from unmatched order by \"row\" limit {Examples}");
        using var reader = command.ExecuteReader(context.Stop);
        while (reader.Read())
        {
            var place = reader.IsDBNull(2) || reader.IsDBNull(1) ? $"{reader.GetString(3)} -> {reader.GetString(4)}" : $"user {reader.GetString(1)}, position {reader.GetInt32(2)}";
            examples.Add($"critique {reader.GetInt64(0) + 1} ({place}): {(reader.GetBoolean(5) ? "user or item is not in the corpus" : "no such eligible pair")}");
        }

        return examples;
    }
}

/// <summary>Critiques that stand in the review records themselves, under the mapping's path.</summary>
internal static class EmbeddedCritiques
{
    private const double SentinelShare = 0.05;
    private const int SentinelCount = 20;

    /// <summary>Makes the table <c>embedded</c> (user, position, options), without texts that stand for "none".</summary>
    public static (IReadOnlyList<string> Sentinels, long Given) Find(StageContext context, DuckDBConnection engine, StageInputs inputs)
    {
        engine.Execute(
            $"""
            create temp table spoken as select e.user, e.position, e.shared_levels, r.options from pairs e join {inputs.Spoken} r on r."row" = e."row"
            """,
            context.Stop);
        var given = engine.Count("select count(*) from spoken", context.Stop);
        List<string> sentinels = [];
        using (var command = engine.CreateCommand(
            $"select options from spoken group by options having count(*) > greatest({SentinelCount}, {SentinelShare} * (select count(*) from pairs)) order by options"))
        using (var reader = command.ExecuteReader(context.Stop))
        {
            while (reader.Read())
            {
                sentinels.Add(reader.GetString(0)!);
            }
        }

        var none = sentinels.Count == 0 ? "" : $"and options not in ({string.Join(", ", sentinels.Select(DuckDBConnection.Quote))})";
        engine.Execute($"create temp view embedded as select user, position, options from spoken where (user, position) in (select (user, position) from eligible) {none}", context.Stop);
        return (sentinels, given);
    }
}
