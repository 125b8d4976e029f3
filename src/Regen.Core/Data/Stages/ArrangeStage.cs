using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>What arranging found, beside the files that it wrote.</summary>
internal sealed record ArrangeReport
{
    public required int SourceUsers { get; init; }

    public required int SourceItems { get; init; }

    public required long SourceInteractions { get; init; }

    /// <summary>Items of the interactions that the metadata does not know, and known ones that have no title or no category.</summary>
    public required int ItemsWithoutMetadata { get; init; }

    public required int ItemsWithoutTitle { get; init; }

    public required int ItemsWithoutCategory { get; init; }

    public required long DoubleMetadata { get; init; }

    public required DropTally Dropped { get; init; }

    public required int UnusedItems { get; init; }

    public required int Users { get; init; }

    public required int Items { get; init; }

    public required long Interactions { get; init; }

    public required long Pairs { get; init; }

    public required long EligiblePairs { get; init; }

    public required long DistinctEligiblePairs { get; init; }

    public required long EligibleSameWholePath { get; init; }

    public required int EligibleLastPairs { get; init; }

    public required int EligibleLastPairsSameWholePath { get; init; }

    public required double[] PairShareByLevels { get; init; }

    public required int[] LengthQuantiles { get; init; }

    public required long TiedPairs { get; init; }

    public required int TiedLastPairs { get; init; }

    public required int TimedLastPairs { get; init; }

    public required long Repeats { get; init; }
}

/// <summary>Interactions to sequences: takes them partition by partition, sorts each user's by time, and applies the recipe user by user.</summary>
internal sealed class ArrangeStage(StageContext context, PrepareConfig config, TieOrder order)
{
    private readonly PairCounter counter = new(config.Critiques.MinSharedLevels);
    private long interactions;

    /// <param name="metadata">FROM clause of the items.</param>
    public ArrangeReport Run(string folder, string metadata)
    {
        using var engine = context.OpenEngine();
        var catalogue = ItemCatalogue.Build(context, engine, Keys(KeyRows.Items), metadata, withTexts: config.CollapseConsecutive == "text");
        context.Report("numbering users", 0, "users");
        engine.Execute($"create view source_users as select key, number as first from {Keys(KeyRows.Users)}", context.Stop);

        // The engine's other threads would wait in a loop while the users come by.
        engine.Execute("set threads = 1", context.Stop);
        var recipe = new Recipe(config, order, catalogue.Facts);
        var isUsed = new bool[catalogue.Count];
        using (var published = PublishedReader.Open(context, engine, folder, order))
        using (var writer = context.OpenEngine(threads: 1))
        using (var users = new PartWriter(writer, folder, "users", "user integer, key varchar, length integer"))
        using (var sequences = EventFiles.Create(folder, EventFiles.Sequences))
        {
            using var names = engine.Duplicate();
            using var keys = new UserKeys(names, context.Stop);
            using var source = new EventStream(context.Stages.PathOf("reviews"), context.Stop);
            using var stream = new SequenceStream(source, keys, published, recipe, catalogue);
            foreach (var (partition, made) in stream.Partitions())
            {
                Take(made, isUsed, new Outputs(users, sequences, partition));
                interactions += source.Count(partition);
                context.Report("arranging sequences", interactions, "interactions");
            }

            users.Finish(context.Stop);
            sequences.Finish();
        }

        if (counter.Users == 0)
        {
            throw new RegenException(
                $"no user has {config.MinInteractions} interactions left", $"{context.Sources.Name}: {Describe(recipe.Dropped)}", "lower min_interactions, or turn require_title off where the metadata is missing");
        }

        var items = NumberItems(engine, catalogue, isUsed, folder);
        return Report(engine, metadata, catalogue, recipe.Dropped) with { Items = items.Kept, UnusedItems = items.Unused };
    }

    private static string Describe(DropTally dropped) =>
        $"{dropped.WithoutMetadata:N0} interactions had no metadata, {dropped.WithoutTitle:N0} no title, {dropped.OfShortUsers:N0} belonged to short users";

    private string Keys(string name) => PartWriter.Scan(context.Stages.PathOf("reviews"), name);

    private void Take(PartitionSequences made, bool[] isUsed, Outputs outputs)
    {
        for (var user = 0; user < made.Count; user++)
        {
            var key = made.KeyOf(user);
            var sequence = made.Of(user);
            outputs.Users.CreateRow(key.Length).AppendValue(counter.Users).AppendValue(key).AppendValue(sequence.Length);
            outputs.Users.EndRow(context.Stop);
            Write(sequence, outputs);
            counter.Add(sequence);
            foreach (ref readonly var one in sequence)
            {
                isUsed[one.Item] = true;
            }
        }
    }

    private void Write(ReadOnlySpan<SequenceEvent> sequence, Outputs outputs)
    {
        var size = Unsafe.SizeOf<SequenceRecord>();
        var target = outputs.Sequences.Append(outputs.Partition, sequence.Length * size);
        for (var position = 0; position < sequence.Length; position++)
        {
            var one = sequence[position];
            MemoryMarshal.Write(target[(position * size)..], new SequenceRecord
            {
                Time = one.Seconds,
                Row = one.Row,
                Texts = one.Texts,
                User = counter.Users,
                Position = position,
                Item = one.Item,
                Previous = position == 0 ? -1 : sequence[position - 1].Item,
                SharedLevels = one.SharedLevels,
                IsSamePath = one.IsSamePath ? (byte)1 : (byte)0,
            });
        }
    }

    // Catalogue numbers follow the ASINs, among the items that stay.
    private (int Kept, int Unused) NumberItems(DuckDBConnection engine, ItemCatalogue catalogue, bool[] isUsed, string folder)
    {
        engine.Execute("create temp table used_items (number integer)", context.Stop);
        using (var appender = engine.CreateAppender("used_items"))
        {
            for (var number = 0; number < isUsed.Length; number++)
            {
                if (isUsed[number])
                {
                    appender.CreateRow().AppendValue(number).EndRow();
                }
            }
        }

        // An unused item can be recommended only where the recipe would have let it be bought.
        var others = config.DropUnusedItems ? "" : "or i.\"row\" is not null" + (config.RequireTitle ? " and i.\"row\" in (from titled_rows)" : "");
        if (!config.DropUnusedItems && config.RequireTitle)
        {
            engine.Execute($"create temp table titled_rows as select \"row\" from {PartWriter.Scan(context.Stages.PathOf(context.ItemStage), "items")} where title is not null", context.Stop);
        }

        engine.Execute(
            $"""
            create temp table kept_items as
            select cast(row_number() over (order by i.number) - 1 as integer) as item, i.number as source_item, i.key, i.asin, i."row"
            from source_items i where i.number in (from used_items) {others}
            """,
            context.Stop);
        ParquetFile.CopyTo(engine, "from kept_items order by item", Path.Combine(folder, "kept_items-00000.parquet"), context.Stop);
        var kept = (int)engine.Count("select count(*) from kept_items", context.Stop);
        return (kept, catalogue.Count - kept);
    }

    private ArrangeReport Report(DuckDBConnection engine, string metadata, ItemCatalogue catalogue, DropTally dropped)
    {
        int Items(string condition) =>
            (int)engine.Count($"select count(*) from source_items i left join {metadata} m on m.\"row\" = i.\"row\" where i.is_used and {condition}", context.Stop);
        return new ArrangeReport
        {
            SourceUsers = (int)engine.Count("select count(*) from source_users", context.Stop),
            SourceItems = catalogue.Count,
            SourceInteractions = interactions,
            ItemsWithoutMetadata = Items("i.\"row\" is null"),
            ItemsWithoutTitle = Items("i.\"row\" is not null and m.title is null"),
            ItemsWithoutCategory = Items("i.\"row\" is not null and len(m.categories) = 0"),
            DoubleMetadata = catalogue.DoubleMetadata,
            Dropped = dropped,
            UnusedItems = 0,
            Users = counter.Users,
            Items = 0,
            Interactions = counter.Interactions,
            Pairs = counter.Pairs,
            EligiblePairs = counter.Eligible,
            DistinctEligiblePairs = counter.DistinctEligible,
            EligibleSameWholePath = counter.EligibleSamePath,
            EligibleLastPairs = counter.EligibleLast,
            EligibleLastPairsSameWholePath = counter.EligibleLastSamePath,
            PairShareByLevels = counter.PairShareByLevels,
            LengthQuantiles = counter.LengthQuantiles(),
            TiedPairs = counter.Tied,
            TiedLastPairs = counter.TiedLast,
            TimedLastPairs = counter.TimedLast,
            Repeats = counter.Repeats,
        };
    }

    private readonly record struct Outputs(PartWriter Users, PartitionWriter Sequences, int Partition);
}
