using System.Globalization;
using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>What became of the critiques.</summary>
internal sealed record CritiqueReport
{
    /// <summary>Critiques in the file; 0 for the other sources.</summary>
    public required long Given { get; init; }

    /// <summary>Given ones that name a user or item outside of the prepared corpus, and ones that belong to no eligible pair.</summary>
    public required long OfUnknownKeys { get; init; }

    public required long OfUnknownPairs { get; init; }

    /// <summary>The first of these.</summary>
    public required IReadOnlyList<string> FirstUnmatched { get; init; }

    public required long CritiquedPairs { get; init; }

    /// <summary>Distinct texts, those for absent critiques included.</summary>
    public required long Texts { get; init; }

    /// <summary>Options that were taken for "there is none": the same text in more than 5 % of the pairs of the file.</summary>
    public required IReadOnlyList<string> Sentinels { get; init; }
}

/// <summary>Gives eligible pairs their critiques, and the others what <c>critiques.absent</c> asks for.</summary>
internal sealed class CritiqueStage(StageContext context, CritiqueSourceConfig config)
{
    /// <summary>What the critique channel reads where nobody said anything.</summary>
    public const string Placeholder = "No critique was given.";

    /// <summary>What every critiqued user says under "constant": a wish that names nothing.</summary>
    public const string Constant = "I'd prefer something a little different.";

    private const string CategoryPhrase = "nullif(array_to_string(case when len(m.categories) > 1 then m.categories[2:] else m.categories end, ', '), '')";

    /// <param name="inputs">FROM clauses of reviews, items, and what arranging wrote.</param>
    public CritiqueReport Run(string folder, StageInputs inputs)
    {
        using var engine = context.OpenEngine(threads: 1);
        context.Report("placing critiques", 0, "pairs");
        if (config is { Source: "none", Absent: "null" })
        {
            WriteDrawn(engine, folder, null);
            engine.Execute("create temp table channel (user integer, position integer, text varchar, is_critiqued boolean)", context.Stop);
            return Nothing with { Texts = WriteTexts(engine, folder) };
        }

        ReadPairs(engine);
        engine.Execute($"create temp view eligible as select * from pairs where shared_levels >= {config.MinSharedLevels}", context.Stop);
        RequireEligible(engine);
        var found = config.Source == "file" ? Place(engine, folder, inputs) : Nothing;
        if (config.Source != "file")
        {
            WriteDrawn(engine, folder, config.Source switch
            {
                "category" => CategoryPairs(inputs),
                "constant" => $"select user, position, {DuckDBConnection.Quote(Constant)} as text from eligible",
                _ => null,
            });
        }

        var (pairs, texts) = WriteChannel(engine, folder, inputs);
        return found with { CritiquedPairs = pairs, Texts = texts };
    }

    private static CritiqueReport Nothing { get; } = new()
    {
        Given = 0,
        OfUnknownKeys = 0,
        OfUnknownPairs = 0,
        FirstUnmatched = [],
        CritiquedPairs = 0,
        Texts = 0,
        Sentinels = [],
    };

    private void ReadPairs(DuckDBConnection engine)
    {
        using var pairs = new PairRows(context.Stages.PathOf("arranged"), context.Stop);
        using var source = new RowSource(engine, "neighbours", PairRows.Columns, pairs.Fill);
        source.Read(() => engine.Execute("create temp table pairs as from neighbours()", context.Stop));
    }

    private void RequireEligible(DuckDBConnection engine)
    {
        if (config.Source != "none" && engine.Count("select count(*) from eligible", context.Stop) == 0)
        {
            throw new RegenException(
                $"no pair of neighbouring items shares {config.MinSharedLevels} category levels, so there is nothing to critique",
                $"{context.Sources.Name}, critiques.source: {config.Source}",
                "give metadata with category paths, lower critiques.min_shared_levels, or set critiques.source to none");
        }
    }

    private CritiqueReport Place(DuckDBConnection engine, string folder, StageInputs inputs)
    {
        if (context.Sources.Critiques is { } path)
        {
            CritiqueFile.Read(context, engine, path, folder);
            var report = new WrittenCritiques(context, engine, folder, inputs).Match(path);
            Draw(engine, folder, "select user, position, options, drawn from matched order by user, position");
            return report;
        }

        var (sentinels, given) = EmbeddedCritiques.Find(context, engine, inputs);
        if (given == 0)
        {
            throw new RegenException(
                "critiques.source is file, and the corpus has no critiques", context.Sources.Name, "put critiques.jsonl.gz beside the data, name a file with --critiques, or set critiques.source to category or none");
        }

        Draw(engine, folder, "select user, position, options, cast(null as varchar) as drawn from embedded order by user, position");
        return Nothing with { Given = given, Sentinels = sentinels };
    }

    private static string CategoryPairs(StageInputs inputs) =>
        $"""
        select e.user, e.position, {CategoryPhrase} as text from eligible e join {inputs.KeptItems} k using (source_item) join {inputs.Items} m on m."row" = k."row"
        """;

    private void WriteDrawn(DuckDBConnection engine, string folder, string? query)
    {
        const string Nothing = "select 0 as user, 0 as position, 0 as option, '' as text limit 0";
        var drawn = query is null ? Nothing : $"select * from ({query}) where text is not null order by user, position";
        ParquetFile.CopyTo(engine, drawn, Path.Combine(folder, "drawn-00000.parquet"), context.Stop);
        ParquetFile.CopyTo(engine, Nothing, Path.Combine(folder, "options-00000.parquet"), context.Stop);
    }

    // One option of several, by seed, user and position, so that no other pair's options change the draw; or the one that a dataset drew.
    private void Draw(DuckDBConnection engine, string folder, string query)
    {
        using var target = context.OpenEngine(threads: 1);
        using var parts = new PartWriter(target, folder, "drawn", "user integer, position integer, text varchar");
        using var others = new PartWriter(target, folder, "options", "user integer, position integer, option integer, text varchar");
        using var command = engine.CreateCommand(query);
        using var reader = command.ExecuteReader(context.Stop);
        while (reader.Read())
        {
            var options = JsonSerializer.Deserialize<string[]>(reader.GetString(2)!)!;
            var (user, position) = (reader.GetInt32(0), reader.GetInt32(1));
            var random = SeededRandom.For(config.Seed, "critique", user.ToString(CultureInfo.InvariantCulture), position.ToString(CultureInfo.InvariantCulture));
            var drawn = reader.IsDBNull(3) ? options[random.Next(options.Length)] : reader.GetString(3)!;
            parts.CreateRow(100).AppendValue(user).AppendValue(position).AppendValue(drawn);
            parts.EndRow(context.Stop);
            for (var option = 0; option < options.Length; option++)
            {
                others.CreateRow(100).AppendValue(user).AppendValue(position).AppendValue(option).AppendValue(options[option]);
                others.EndRow(context.Stop);
            }
        }

        parts.Finish(context.Stop);
        others.Finish(context.Stop);
    }

    private (long Pairs, long Texts) WriteChannel(DuckDBConnection engine, string folder, StageInputs inputs)
    {
        var drawn = PartWriter.Scan(folder, "drawn");
        var absent = config.Absent switch
        {
            "placeholder" => $"select p.user, p.position, {DuckDBConnection.Quote(Placeholder)} as text from pairs p",
            "category" => $"select p.user, p.position, {CategoryPhrase} as text from pairs p join {inputs.KeptItems} k using (source_item) join {inputs.Items} m on m.\"row\" = k.\"row\"",
            _ => null,
        };
        var others = absent is null
            ? ""
            : $"union all select a.user, a.position, a.text, false from ({absent}) a anti join {drawn} d on d.user = a.user and d.position = a.position where a.text is not null";
        engine.Execute($"create temp table channel as select user, position, text, true as is_critiqued from {drawn} {others}", context.Stop);
        var texts = WriteTexts(engine, folder);
        return (engine.Count("select count(*) from channel where is_critiqued", context.Stop), texts);
    }

    // Numbers the texts of the table channel, and gives every pair of it the number of its own.
    private long WriteTexts(DuckDBConnection engine, string folder)
    {
        engine.Execute($"create temp view options as select * from {PartWriter.Scan(folder, "options")}", context.Stop);
        engine.Execute(
            """
            create temp table texts as select cast(row_number() over (order by rank, first, text) - 1 as integer) as critique, text from (
                select text, min(rank) as rank, min((cast(user as hugeint) << 32) + position) as first from (
                    select user, position, text, case when is_critiqued then 0 else 1 end as rank from channel union all select user, position, text, 2 from options)
                group by text)
            """,
            context.Stop);
        ParquetFile.CopyTo(engine, "from texts order by critique", Path.Combine(folder, "texts.parquet"), context.Stop);
        ParquetFile.CopyTo(
            engine,
            "select c.user, c.position, t.critique, c.is_critiqued from channel c join texts t using (text) order by c.user, c.position",
            Path.Combine(folder, "assigned.parquet"),
            context.Stop);
        ParquetFile.CopyTo(
            engine,
            "select o.user, o.position, t.critique from options o join texts t using (text) order by o.user, o.position, o.option",
            Path.Combine(folder, "choices.parquet"),
            context.Stop);
        return engine.Count("select count(*) from texts", context.Stop);
    }
}
