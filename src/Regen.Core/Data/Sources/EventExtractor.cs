using System.Text.Json;

namespace Regen.Core.Data.Sources;

/// <summary>Finds the events of a record and the fields of each, as the mapping says.</summary>
internal sealed class EventExtractor : IDisposable
{
    private readonly Mapping mapping;
    private readonly FieldTree record;
    private readonly FieldTree? eventTree;
    private readonly List<JsonElement> events = [];
    private readonly FoundFields recordFields = new();

    public EventExtractor(Mapping mapping)
    {
        this.mapping = mapping;
        var paths = Paths(mapping).ToArray();
        var isNested = mapping.Reviews.Events.Length > 0;
        record = FieldTree.Of(
            isNested ? paths.Where(path => IsOfRecord(path.Path)).Select(path => (path.Field, path.Rank, path.Path[2..])) : paths, mapping.Reviews.Events);
        eventTree = isNested ? FieldTree.Of(paths.Where(path => !IsOfRecord(path.Path)), []) : null;
    }

    /// <summary>What is in the event that was yielded last.</summary>
    public FoundFields Fields { get; } = new();

    /// <summary>Unknown keys of the event that was yielded last; of the record where a record is one event.</summary>
    public ExtraKeys EventExtra { get; } = new();

    /// <summary>Unknown keys of a record that holds several events.</summary>
    public ExtraKeys RecordExtra { get; } = new();

    public bool IsNested => eventTree is not null;

    /// <summary>The events one after the other; after each step <see cref="Fields"/> and <see cref="EventExtra"/> hold it.</summary>
    /// <returns>For each event what it lacks, or null when it has a user, an item and a time.</returns>
    public IEnumerable<(int Index, string? Problem)> Extract(JsonElement root)
    {
        events.Clear();
        Fields.Clear();
        RecordExtra.Clear();
        recordFields.Clear();
        if (eventTree is null)
        {
            Fields.Clear();
            EventExtra.Clear();
            record.Walk(root, Fields, events, EventExtra);
            yield return (0, Lacks());
            yield break;
        }

        record.Walk(root, recordFields, events, RecordExtra);
        for (var index = 0; index < events.Count; index++)
        {
            if (events[index].ValueKind != JsonValueKind.Object)
            {
                yield return (index, "an event is no object");
                continue;
            }

            Fields.Clear();
            EventExtra.Clear();
            eventTree.Walk(events[index], Fields, [], EventExtra);
            CopyRecordFields();
            yield return (index, Lacks());
        }

        if (events.Count == 0)
        {
            yield return (0, $"no events at {string.Join(", ", mapping.Reviews.Events)}");
        }
    }

    public void Dispose()
    {
        EventExtra.Dispose();
        RecordExtra.Dispose();
    }

    internal static IEnumerable<(Field Field, int Rank, string Path)> ItemPaths(ItemMapping items) =>
    [
        .. Ranked(Field.Asin, items.Asin), .. Ranked(Field.SourceId, items.SourceId), .. Ranked(Field.Title, items.Title), .. Ranked(Field.Brand, items.Brand),
        .. Ranked(Field.Category, items.Category), .. Ranked(Field.Description, items.Description), .. Ranked(Field.Price, items.Price),
    ];

    internal static IEnumerable<(Field Field, int Rank, string Path)> Paths(Mapping mapping)
    {
        var reviews = mapping.Reviews;
        return
        [
            .. Ranked(Field.User, reviews.User), .. Ranked(Field.Item, reviews.Item), .. Ranked(Field.Time, reviews.Time), .. Ranked(Field.Rating, reviews.Rating),
            .. Ranked(Field.Summary, reviews.Summary), .. Ranked(Field.Text, reviews.Text), .. Ranked(Field.Critique, reviews.Critique),
            .. mapping.Items.InReviews ? ItemPaths(mapping.Items) : [],
        ];
    }

    private static IEnumerable<(Field Field, int Rank, string Path)> Ranked(Field field, string[] aliases) => aliases.Select((path, rank) => (field, rank, path));

    private static bool IsOfRecord(string path) => path.StartsWith("$.", StringComparison.Ordinal);

    private void CopyRecordFields()
    {
        foreach (var field in Enum.GetValues<Field>())
        {
            if (recordFields.Has(field))
            {
                Fields.Offer(field, 0, recordFields[field]);
            }
        }
    }

    private string? Lacks() =>
        !Fields.Has(Field.User) ? "no user" : !Fields.Has(Field.Item) ? "no item" : mapping.Reviews.Time.Length > 0 && !Fields.Has(Field.Time) ? "no time" : null;
}
