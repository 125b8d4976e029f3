using System.Globalization;
using System.Text.Json;
using Regen.Core.Domain;

namespace Regen.Core.Data.Dataset;

/// <summary>
/// Reads JSON Lines (or an array, or Parquet) in the shape of the released REGEN files, user by user: our own exports back to the same records, and
/// files of others as far as they say. One purchase a record, as flattened files have them, is read as well; what has no name of ours
/// (user and item numbers, shared levels) is counted anew.
/// </summary>
public sealed class ReleasedReader
{
    private static readonly NarrativeKind[] Kinds = Enum.GetValues<NarrativeKind>();

    private readonly Dictionary<string, int> itemNumbers = [];
    private int users;

    private ReleasedReader()
    {
    }

    /// <param name="file">JSON Lines or one JSON array, gzipped or not, or Parquet.</param>
    /// <exception cref="RegenException">A record is not JSON, or names no customer or no item.</exception>
    public static IEnumerable<Conversation> Read(string file, CancellationToken stop = default)
    {
        var own = new ReleasedReader();
        (string Key, List<Purchase> Purchases, List<Narrative> Narratives)? open = null;
        foreach (var record in ReleasedRecord.ReadAll(file, stop))
        {
            var root = record.Root;
            var key = Text(root, "reviewer_id", "reviewerID", "user_id") ?? throw record.Unusable("it names no reviewer_id");
            if (root.TryGetProperty("purchase_history", out var history) && history.ValueKind == JsonValueKind.Array)
            {
                yield return own.Whole(record, key, history);
                continue;
            }

            if (open is { } before && before.Key != key)
            {
                yield return own.Close(before.Key, before.Purchases, before.Narratives);
                open = null;
            }

            open ??= (key, [], []);
            open.Value.Purchases.Add(own.Purchase(root, root, open.Value.Purchases.LastOrDefault()?.Item, record));
            open.Value.Narratives.Clear(); // A flattened file repeats the user's texts beside every purchase.
            open.Value.Narratives.AddRange(Narratives(root, open.Value.Purchases.Count - 1, isOfUserOnly: true));
        }

        if (open is { } last)
        {
            yield return own.Close(last.Key, last.Purchases, last.Narratives);
        }
    }

    private Conversation Whole(ReleasedRecord record, string key, JsonElement history)
    {
        var root = record.Root;
        List<Purchase> purchases = [];
        List<Critique> critiques = [];
        List<Narrative> narratives = [];
        foreach (var element in history.EnumerateArray())
        {
            var position = purchases.Count;
            purchases.Add(Purchase(Inner(element, "item"), Inner(element, "review"), purchases.LastOrDefault()?.Item, record, element));
            if (Critique(element, position) is { } critique)
            {
                critiques.Add(critique);
            }

            narratives.AddRange(Narratives(element, position, isOfUserOnly: false));
        }

        foreach (var part in new[] { "user", "last_purchase" }.Where(name => root.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Object))
        {
            narratives.AddRange(Narratives(root.GetProperty(part), purchases.Count - 1, isOfUserOnly: part == "user"));
        }

        var user = Whole(root, ReleasedNames.UserNumber) ?? users;
        users++;
        return new Conversation
        {
            History = new PurchaseHistory { User = user, Key = key, Purchases = purchases },
            Critiques = critiques,
            Narratives = [.. narratives.OrderBy(narrative => narrative.Position).ThenBy(narrative => narrative.Kind)],
        };
    }

    private Conversation Close(string key, IReadOnlyList<Purchase> purchases, IReadOnlyList<Narrative> narratives) =>
        new() { History = new PurchaseHistory { User = users++, Key = key, Purchases = purchases }, Critiques = [], Narratives = narratives };

    private Purchase Purchase(JsonElement item, JsonElement review, Item? before, ReleasedRecord record, JsonElement around = default)
    {
        var asin = Text(item, "asin", "parent_asin", "item_id") ?? throw record.Unusable("a purchase names no asin");
        if (!itemNumbers.TryGetValue(asin, out var counted))
        {
            itemNumbers[asin] = counted = itemNumbers.Count;
        }

        var bought = new Item
        {
            Asin = asin,
            Title = Text(item, "title"),
            Brand = Text(item, "brand"),
            Categories = Levels(item),
            Description = Text(item, "description"),
            Price = Number(item, "price"),
        };
        return new Purchase
        {
            ItemNumber = Whole(item, ReleasedNames.ItemNumber) ?? counted,
            Item = bought,
            Time = Time(review),
            Review = new Review { Rating = Number(review, "rating"), Summary = Text(review, "summary"), Text = Text(review, "text", "review") },
            SharedLevels = Whole(around, ReleasedNames.SharedLevels) ?? (before is null ? 0 : before.Categories.Zip(bought.Categories).TakeWhile(pair => pair.First == pair.Second).Count()),
        };
    }

    private static Critique? Critique(JsonElement purchase, int position)
    {
        if (purchase.TryGetProperty(ReleasedNames.Options, out var options) && options.ValueKind == JsonValueKind.Array)
        {
            return new Critique
            {
                Position = position,
                Options = [.. options.EnumerateArray().Select(option => option.GetString()!)],
                Drawn = Whole(purchase, ReleasedNames.Drawn),
                Problem = Text(purchase, ReleasedNames.Problem),
            };
        }

        return Text(purchase, ReleasedNames.Critique) is { Length: > 0 } said && said != DatasetWriter.Sentinel ? new Critique { Position = position, Options = [said], Drawn = 0 } : null;
    }

    private static IEnumerable<Narrative> Narratives(JsonElement element, int position, bool isOfUserOnly)
    {
        foreach (var kind in Kinds.Where(kind => !isOfUserOnly || ReleasedNames.IsOfUser(kind)))
        {
            if (Text(element, [.. ReleasedNames.AllOf(kind)]) is { Length: > 0 } text)
            {
                yield return new Narrative(position, kind, text);
            }
        }
    }

    private static string[] Levels(JsonElement item)
    {
        if (item.TryGetProperty(ReleasedNames.Levels, out var levels) && levels.ValueKind == JsonValueKind.Array)
        {
            return [.. levels.EnumerateArray().Select(level => level.GetString()!)];
        }

        return Text(item, "category") is { Length: > 0 } path ? [.. path.Split(ReleasedNames.LevelSeparator).Select(level => level.Trim()).Where(level => level.Length > 0)] : [];
    }

    // Flattened files give a day instead of seconds.
    private static long Time(JsonElement review) => Whole64(review, "unix_time")
        ?? (Text(review, "purchase_date") is { } day && DateTimeOffset.TryParseExact(day, ["MM/dd/yyyy", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date.ToUnixTimeSeconds() : 0);

    private static JsonElement Inner(JsonElement element, string name) => element.TryGetProperty(name, out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : element;

    private static string? Text(JsonElement element, params string[] names) =>
        names.Select(name => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null).FirstOrDefault(text => text is not null);

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && double.IsFinite(number) ? number : null;

    private static int? Whole(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static long? Whole64(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Abs(number) < 1e15 ? (long)number : null;
}
