using Regen.Core.Runs;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>
/// Writes the files of the prepared corpus, in their final order, the two large ones side by side. Every query is ordered by a key, or reads
/// rows in order and in batches of one row group, so that the bytes do not depend on the threads.
/// </summary>
internal sealed class OutputStage(StageContext context)
{
    private const int MostThreads = 16; // each holds a row group, 120 MB of long texts, beyond the engine's own memory
    public const string Items = "items.parquet";
    public const string Users = "users.parquet";
    public const string Interactions = "interactions.parquet";
    public const string Critiques = "critiques.parquet";
    public const string Options = "options.parquet";

    /// <param name="critiques">Folder of the critique stage.</param>
    public DataStatistics Run(string folder, StageInputs inputs, string critiques, ArrangeReport arranged, CritiqueReport found)
    {
        return Together.Run(
            stop => new OutputStage(context with { Stop = stop }).WriteCatalogue(folder, inputs, critiques, arranged, found),
            stop => new OutputStage(context with { Stop = stop }).WriteInteractions(folder, inputs, Path.Combine(critiques, "assigned.parquet"), arranged.Interactions),
            context.Stop);
    }

    private DataStatistics WriteCatalogue(string folder, StageInputs inputs, string critiques, ArrangeReport arranged, CritiqueReport found)
    {
        using var engine = context.OpenEngine();
        context.Report("writing items", 0, "rows");
        WriteItems(engine, folder, inputs);
        Copy(engine, folder, Users, $"""
            select u.user, u.key, u.length, p.extra from {inputs.Users} u
            left join (select user_key, arg_min(extra, "row") as extra from {inputs.Profiles} group by user_key) p on p.user_key = u.key order by u.user
            """);
        Copy(engine, folder, Critiques, $"from read_parquet({DuckDBConnection.Quote(Path.Combine(critiques, "texts.parquet"))}) order by critique");
        File.Copy(Path.Combine(critiques, "choices.parquet"), Path.Combine(folder, Options), overwrite: true);
        return Describe(engine, Path.Combine(folder, Items), arranged, found);
    }

    private void WriteItems(DuckDBConnection engine, string folder, StageInputs inputs)
    {
        using var side = context.OpenEngine(threads: 1);
        using var rows = new CatalogueRows(side, inputs.Items, inputs.KeptItems, context.Stages.PathOf(context.ItemStage), context.Stop);
        using var source = new RowSource(engine, "catalogue", CatalogueRows.Columns, rows.Fill);
        source.Read(() => Copy(engine, folder, Items, "from catalogue()"));
    }

    private void WriteInteractions(string folder, StageInputs inputs, string assigned, long total)
    {
        context.Report("writing interactions", 0, "rows", null, total);
        using var engine = context.OpenEngine(threads: Math.Clamp(Environment.ProcessorCount, BatchSource.LeastThreads, MostThreads));
        using var side = context.OpenEngine(threads: 1);
        using var critiques = new AssignedCritiques(side, assigned, context.Stop);
        using var rows = new InteractionRows(context.Stages.PathOf("reviews"), context.Stages.PathOf("arranged"), CatalogueNumbers(engine, inputs), critiques, context.Stop);
        using var source = new BatchSource(engine, "interactions", InteractionRows.Columns, InteractionRows.BatchSize, rows.Fill);
        source.Read(() => Copy(engine, folder, Interactions, "from interactions"));
    }

    private int[] CatalogueNumbers(DuckDBConnection engine, StageInputs inputs)
    {
        var numbers = new int[engine.Count($"select coalesce(max(source_item), -1) + 1 from {inputs.KeptItems}", context.Stop)];
        using var command = engine.CreateCommand($"select source_item, item from {inputs.KeptItems}");
        using var reader = command.ExecuteReader(context.Stop);
        while (reader.Read())
        {
            numbers[reader.GetInt32(0)] = reader.GetInt32(1);
        }

        return numbers;
    }

    private void Copy(DuckDBConnection engine, string folder, string name, string query) => ParquetFile.CopyTo(engine, query, Path.Combine(folder, name), context.Stop);

    private DataStatistics Describe(DuckDBConnection engine, string items, ArrangeReport arranged, CritiqueReport found)
    {
        var source = $"read_parquet({DuckDBConnection.Quote(items)})";
        int Count(string condition) => (int)engine.Count($"select count(*) from {source} where {condition}", context.Stop);
        var deepest = (int)engine.Count($"select coalesce(max(len(categories)), 0) from {source}", context.Stop);
        return new DataStatistics
        {
            Users = arranged.Users,
            Items = arranged.Items,
            Interactions = arranged.Interactions,
            Pairs = arranged.Pairs,
            EligiblePairs = arranged.EligiblePairs,
            DistinctEligiblePairs = arranged.DistinctEligiblePairs,
            EligibleSameWholePath = arranged.EligibleSameWholePath,
            EligibleLastPairs = arranged.EligibleLastPairs,
            EligibleLastPairsSameWholePath = arranged.EligibleLastPairsSameWholePath,
            PairShareByLevels = arranged.PairShareByLevels,
            CritiquedPairs = found.CritiquedPairs,
            LengthQuantiles = arranged.LengthQuantiles,
            TiedPairs = arranged.TiedPairs,
            TiedLastPairs = arranged.TiedLastPairs,
            TimedLastPairs = arranged.TimedLastPairs,
            Repeats = arranged.Repeats,
            ItemsByDepth = [.. Enumerable.Range(0, deepest + 1).Select(depth => Count($"len(categories) = {depth}"))],
            ItemsWithTitle = Count("title is not null"),
            ItemsWithDescription = Count("description is not null"),
            ItemsWithBrand = Count("brand is not null"),
            ItemsWithPrice = Count("price is not null"),
        };
    }
}
