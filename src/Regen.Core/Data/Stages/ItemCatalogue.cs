using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>All items of the source, numbered by ASIN ascending (bytes of UTF-8), with what the recipe and the pairs need of them.</summary>
internal sealed class ItemCatalogue
{
    // All levels in one array, since most pairs of items are far from the processor: an array of each item's own would be another way there.
    private readonly (int Start, int Length)[] paths;
    private readonly int[] levels;
    private readonly int[] numbers;

    private ItemCatalogue(ItemFacts facts, (int Start, int Length)[] paths, int[] levels, int[] numbers, long doubles) =>
        (Facts, this.paths, this.levels, this.numbers, DoubleMetadata) = (facts, paths, levels, numbers, doubles);

    public ItemFacts Facts { get; }

    public int Count => paths.Length;

    /// <summary>Metadata records beyond the first of their item.</summary>
    public long DoubleMetadata { get; }

    /// <summary>Makes the table <c>source_items</c> (number, key, row; row null without metadata) and reads it.</summary>
    /// <param name="bought">FROM clause of the keys of the items of the interactions.</param>
    /// <param name="metadata">FROM clause of the items.</param>
    /// <param name="withTexts">Somebody asks whether items have equal texts; otherwise all count as equal.</param>
    public static ItemCatalogue Build(StageContext context, DuckDBConnection engine, string bought, string metadata, bool withTexts)
    {
        context.Report("numbering items", 0, "items");
        engine.Execute(
            $"""
            create table source_items as
            select cast(row_number() over (order by asin, key) - 1 as integer) as number, key, asin, "row", is_used, bought from (
                select coalesce(m.source_id, r.key) as key, coalesce(m.asin, r.key) as asin, m."row" as "row", r.key is not null as is_used, r.number as bought
                from {bought} r
                full join (select source_id, min("row") as "row", arg_min(asin, "row") as asin from {metadata} group by source_id) m on m.source_id = r.key)
            """,
            context.Stop);
        var count = (int)engine.Count("select count(*) from source_items", context.Stop);
        var doubles = engine.Count($"select count(*) - count(distinct source_id) from {metadata}", context.Stop);
        var facts = new ItemFacts { HasMetadata = new bool[count], HasTitle = new bool[count], Text = new int[count] };
        var paths = new (int Start, int Length)[count];
        var levels = Read(context, engine, metadata, withTexts, facts, paths);
        return new ItemCatalogue(facts, paths, levels, Numbers(context, engine), doubles);
    }

    /// <summary>Number of an item, by its number among the keys of the interactions.</summary>
    public int NumberOf(int bought) => numbers[bought];

    /// <summary>Leading levels that two items share, and whether the whole path is the same.</summary>
    public (byte Levels, bool IsSamePath) Compare(int first, int second)
    {
        ReadOnlySpan<int> one = Path(first), other = Path(second);
        var shared = one.CommonPrefixLength(other);
        return ((byte)Math.Min(shared, byte.MaxValue), shared > 0 && shared == one.Length && shared == other.Length);
    }

    private static int[] Numbers(StageContext context, DuckDBConnection engine)
    {
        var numbers = new int[(int)engine.Count("select count(*) from source_items where is_used", context.Stop)];
        using var command = engine.CreateCommand("select bought, number from source_items where is_used");
        using var reader = command.ExecuteReader(context.Stop);
        while (reader.Read())
        {
            numbers[reader.GetInt32(0)] = reader.GetInt32(1);
        }

        return numbers;
    }

    private ReadOnlySpan<int> Path(int item) => levels.AsSpan(paths[item].Start, paths[item].Length);

    /// <returns>The levels of all paths.</returns>
    private static int[] Read(StageContext context, DuckDBConnection engine, string metadata, bool withTexts, ItemFacts facts, (int Start, int Length)[] paths)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        List<int> levels = [];
        var text = withTexts ? "dense_rank() over (order by m.text_hash)" : "0";
        using var command = engine.CreateCommand(
            $"""
            select i.number, m.title is not null, cast({text} as integer), m.categories
            from source_items i join {metadata} m on m."row" = i."row" where i.is_used
            """);
        using var reader = command.ExecuteReader(context.Stop);
        while (reader.Read())
        {
            var number = reader.GetInt32(0);
            facts.HasMetadata[number] = true;
            facts.HasTitle[number] = reader.GetBoolean(1);
            facts.Text[number] = reader.GetInt32(2);
            var start = levels.Count;
            foreach (var level in reader.GetStrings(3))
            {
                levels.Add(Number(names, level));
            }

            paths[number] = (start, levels.Count - start);
        }

        return [.. levels];
    }

    private static int Number(Dictionary<string, int> names, string level)
    {
        if (!names.TryGetValue(level, out var number))
        {
            names.Add(level, number = names.Count);
        }

        return number;
    }
}
