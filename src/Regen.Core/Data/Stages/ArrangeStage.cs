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

/// <summary>Interactions to sequences: sorts them by user and time outside of memory, then applies the recipe user by user.</summary>
internal sealed class ArrangeStage(StageContext context, PrepareConfig config, TieOrder order)
{
    public const string SequenceColumns = "user integer, position integer, source_item integer, previous integer, time bigint, \"row\" bigint, shared_levels utinyint, same_path boolean";

    private readonly PairCounter counter = new(config.Critiques.MinSharedLevels);
    private readonly List<SequenceEvent> sequence = [];

    /// <param name="reviews">FROM clause of the interactions.</param>
    /// <param name="metadata">FROM clause of the items.</param>
    public ArrangeReport Run(string folder, string reviews, string metadata)
    {
        using var engine = context.OpenEngine();
        var catalogue = ItemCatalogue.Build(context, engine, Keys(KeyRows.Items), metadata);
        context.Report("numbering users", 0, "users");
        engine.Execute($"create view source_users as select key, number as first from {Keys(KeyRows.Users)}", context.Stop);
        var recipe = new Recipe(config, order, catalogue.Facts);
        var isUsed = new bool[catalogue.Count];
        using (var published = PublishedReader.Open(context, engine, folder, order))
        using (var writer = context.OpenEngine(threads: 1))
        using (var users = new PartWriter(writer, folder, "users", "user integer, key varchar, length integer"))
        using (var sequences = new PartWriter(writer, folder, "sequences", SequenceColumns))
        {
            using var source = engine.Duplicate();
            using var names = engine.Duplicate();
            using var keys = new UserKeys(names, context.Stop);
            Stream(source, reviews, keys, catalogue, published, (key, events, items) => Take(recipe, catalogue, isUsed, new UserEvents(key, events, items), new Outputs(users, sequences)));
            users.Finish(context.Stop);
            sequences.Finish(context.Stop);
        }

        if (counter.Users == 0)
        {
            throw new RegenException(
                $"no user has {config.MinInteractions} interactions left", $"{context.Sources.Name}: {Describe(recipe.Dropped)}", "lower min_interactions, or turn require_title off where the metadata is missing");
        }

        var items = NumberItems(engine, catalogue, isUsed, folder);
        return Report(engine, reviews, metadata, catalogue, recipe.Dropped) with { Items = items.Kept, UnusedItems = items.Unused };
    }

    private static string Describe(DropTally dropped) =>
        $"{dropped.WithoutMetadata:N0} interactions had no metadata, {dropped.WithoutTitle:N0} no title, {dropped.OfShortUsers:N0} belonged to short users";

    private string Keys(string name) => PartWriter.Scan(context.Stages.PathOf("reviews"), name);

    // All interactions by user (in order of first appearance in the files), then time, then file order.
    private void Stream(
        DuckDBConnection engine, string reviews, UserKeys keys, ItemCatalogue catalogue, PublishedReader? published, Action<string, List<SourceEvent>, IReadOnlyList<int>?> take)
    {
        using var command = engine.CreateCommand(
            $"select r.user_number, r.item_number, r.time, r.\"row\", r.text_hash, r.is_timed from {reviews} r order by r.user_number, r.time, r.\"row\"");
        using var reader = command.ExecuteReader(context.Stop);
        List<SourceEvent> events = [];
        var (current, key, done) = (-1, "", 0L);
        while (reader.NextChunk())
        {
            context.Report("arranging sequences", done += reader.ChunkSize, "interactions");
            ReadOnlySpan<int> users = reader.Column<int>(0), items = reader.Column<int>(1);
            ReadOnlySpan<long> times = reader.Column<long>(2), rows = reader.Column<long>(3), hashes = reader.Column<long>(4);
            var isTimed = reader.Column<bool>(5);
            for (var at = 0; at < reader.ChunkSize; at++)
            {
                if (users[at] != current)
                {
                    Flush();
                    (current, key) = (users[at], keys.Next());
                }

                events.Add(new SourceEvent(rows[at], catalogue.NumberOf(items[at]), times[at], hashes[at], isTimed[at]));
            }
        }

        Flush();
        published?.RequireEnd();

        void Flush()
        {
            if (events.Count > 0)
            {
                take(key, events, published?.Next(key));
                events.Clear();
            }
        }
    }

    private void Take(Recipe recipe, ItemCatalogue catalogue, bool[] isUsed, UserEvents user, Outputs outputs)
    {
        recipe.Apply(user.Key, user.Events, user.Published);
        if (user.Events.Count == 0)
        {
            return;
        }

        sequence.Clear();
        foreach (var one in user.Events)
        {
            var (levels, isSamePath) = sequence.Count == 0 ? ((byte)0, false) : catalogue.Compare(sequence[^1].Item, one.Item);
            sequence.Add(new SequenceEvent(one.Item, Seconds(one.Time), one.Row, levels, isSamePath, one.IsTimed));
            isUsed[one.Item] = true;
        }

        outputs.Users.CreateRow(user.Key.Length).AppendValue(counter.Users).AppendValue(user.Key).AppendValue(sequence.Count);
        outputs.Users.EndRow(context.Stop);
        for (var position = 0; position < sequence.Count; position++)
        {
            var one = sequence[position];
            outputs.Sequences.CreateRow(0).AppendValue(counter.Users).AppendValue(position).AppendValue(one.Item)
                .AppendValue(position == 0 ? -1 : sequence[position - 1].Item).AppendValue(one.Seconds)
                .AppendValue(one.Row).AppendValue(one.SharedLevels).AppendValue(one.IsSamePath);
            outputs.Sequences.EndRow(context.Stop);
        }

        counter.Add(sequence);
    }

    private static long Seconds(long milliseconds) => (milliseconds / 1000) - (milliseconds % 1000 < 0 ? 1 : 0);

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
            engine.Execute($"create temp table titled_rows as select \"row\" from {PartWriter.Scan(context.Stages.PathOf(MetadataFolder), "items")} where title is not null", context.Stop);
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

    private string MetadataFolder => context.Mapping.Items.InReviews ? "reviews" : "metadata";

    private ArrangeReport Report(DuckDBConnection engine, string reviews, string metadata, ItemCatalogue catalogue, DropTally dropped)
    {
        int Items(string condition) =>
            (int)engine.Count($"select count(*) from source_items i left join {metadata} m on m.\"row\" = i.\"row\" where i.is_used and {condition}", context.Stop);
        return new ArrangeReport
        {
            SourceUsers = (int)engine.Count("select count(*) from source_users", context.Stop),
            SourceItems = catalogue.Count,
            SourceInteractions = engine.Count($"select count(*) from {reviews}", context.Stop),
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

    private readonly record struct UserEvents(string Key, List<SourceEvent> Events, IReadOnlyList<int>? Published);

    private readonly record struct Outputs(PartWriter Users, PartWriter Sequences);
}
